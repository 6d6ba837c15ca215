import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

// The form: "proto" or "http", which is JSON.
const [, , endpoint, form] = process.argv;
const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-' + form);
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'js-sdk-' + form, tags: ['a', null, 'c'] }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: endpoint + '/v1/traces' }))],
});
const tracer = provider.getTracer('foreign', '1.2.3');
const turn = tracer.startSpan('turn', { kind: SpanKind.SERVER });
for (let i = 0; i < 3; i++) {
  const span = tracer.startSpan(
    `step ${i}`,
    {
      kind: SpanKind.CLIENT,
      links: [{ context: turn.spanContext(), attributes: { n: i } }],
      attributes: {
        whole: 2 ** 53 - 1, broken: 0.1, negative: -1.5, yes: true, text: 'Grüße \u{1F600}', empty: '',
        texts: ['a', null, 'c'], numbers: [1, 2.5, -3], flags: [true, false], none: [],
      },
    },
    trace.setSpan(context.active(), turn),
  );
  span.addEvent('event', { why: 'because', n: i, gaps: [null, 'b'] });
  if (i === 2) {
    span.recordException({ name: 'Error', message: 'no such thing' });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such thing' });
  }
  span.end();
}
turn.end();
await provider.shutdown();
