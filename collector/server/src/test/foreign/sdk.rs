use opentelemetry::trace::{Link, Span, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Array, Context, KeyValue, StringValue, Value};
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::{trace::SdkTracerProvider, Resource};

fn main() {
    let endpoint = std::env::args().nth(1).unwrap() + "/v1/traces";
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .build()
        .unwrap();
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder().with_service_name("rust-sdk").build())
        .with_batch_exporter(exporter)
        .build();
    let tracer = provider.tracer("foreign");
    let turn = tracer.span_builder("turn").with_kind(SpanKind::Server).start(&tracer);
    let link = turn.span_context().clone();
    let context = Context::current_with_span(turn);
    for i in 0..3i64 {
        let mut span = tracer
            .span_builder(format!("step {i}"))
            .with_kind(SpanKind::Client)
            .with_links(vec![Link::new(link.clone(), vec![KeyValue::new("n", i)], 0)])
            .start_with_context(&tracer, &context);
        span.set_attribute(KeyValue::new("whole", i64::MAX - i));
        span.set_attribute(KeyValue::new("broken", 0.1));
        span.set_attribute(KeyValue::new("nan", f64::NAN));
        span.set_attribute(KeyValue::new("infinite", f64::NEG_INFINITY));
        span.set_attribute(KeyValue::new("yes", true));
        span.set_attribute(KeyValue::new("text", "Grüße \u{1F600}"));
        span.set_attribute(KeyValue::new("empty", ""));
        span.set_attribute(KeyValue::new("numbers", Value::Array(Array::I64(vec![1, -2, 3]))));
        span.set_attribute(KeyValue::new("floats", Value::Array(Array::F64(vec![1.0, f64::INFINITY]))));
        span.set_attribute(KeyValue::new("texts", Value::Array(Array::String(vec![StringValue::from("a"), StringValue::from("")]))));
        span.add_event("event", vec![KeyValue::new("n", i)]);
        if i == 2 {
            span.set_status(Status::error("no such thing"));
        }
        span.end();
    }
    context.span().end();
    provider.shutdown().unwrap();
}
