package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(os.Args[1]+"/v1/traces"))
	if err != nil {
		panic(err)
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "go-sdk"), attribute.StringSlice("tags", []string{"a", ""}))))
	tracer := provider.Tracer("foreign", trace.WithInstrumentationVersion("1.2.3"))
	ctx, turn := tracer.Start(ctx, "turn", trace.WithSpanKind(trace.SpanKindServer))
	for i := 0; i < 3; i++ {
		_, span := tracer.Start(ctx, fmt.Sprintf("step %d", i), trace.WithSpanKind(trace.SpanKindClient),
			trace.WithLinks(trace.Link{SpanContext: turn.SpanContext(), Attributes: []attribute.KeyValue{attribute.Int("n", i)}}))
		span.SetAttributes(attribute.Int64("whole", 1<<62), attribute.Float64("broken", 0.1), attribute.Float64("large", 1e300),
			attribute.Bool("yes", true), attribute.String("text", "Grüße \u0000 \U0001F600"), attribute.String("empty", ""),
			attribute.Int64Slice("numbers", []int64{1, 2, -3}), attribute.BoolSlice("flags", []bool{true, false}),
			attribute.Float64Slice("floats", []float64{1, 2.5}), attribute.StringSlice("none", []string{}))
		span.AddEvent("event", trace.WithAttributes(attribute.String("why", "because"), attribute.Int("n", i)))
		if i == 2 {
			span.RecordError(fmt.Errorf("no such thing"))
			span.SetStatus(codes.Error, "no such thing")
		}
		span.End()
	}
	turn.End()
	if err := provider.Shutdown(ctx); err != nil {
		panic(err)
	}
}
