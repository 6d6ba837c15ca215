package dev.engram.agent.telemetry;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;

/**
 * Writes metrics as JSON, one metric a line: {@code {"metric":…,"unit":…,"points":[{"attributes":{…},"value":…}]}}; a
 * histogram's point has count, sum, min and max instead of a value. Thread-safe.
 */
final class ConsoleMetricExporter implements MetricExporter {

    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream out;

    ConsoleMetricExporter(OutputStream out) {
        this.out = out;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (MetricData each : metrics) {
                try (JsonGenerator json = JSON.createGenerator(text, JsonEncoding.UTF8)) {
                    write(each, json);
                }
                text.write('\n');
            }
            synchronized (out) {
                text.writeTo(out);
                out.flush();
            }
            return CompletableResultCode.ofSuccess();
        } catch (IOException failed) {
            return CompletableResultCode.ofExceptionalFailure(failed);
        }
    }

    private static void write(MetricData metric, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("metric", metric.getName());
        json.writeStringField("unit", metric.getUnit());
        json.writeArrayFieldStart("points");
        for (PointData each : metric.getData().getPoints()) {
            json.writeStartObject();
            SpanJson.writeAttributes(each.getAttributes(), json);
            if (each instanceof LongPointData) {
                json.writeNumberField("value", ((LongPointData) each).getValue());
            } else if (each instanceof DoublePointData) {
                json.writeFieldName("value");
                SpanJson.writeNumber(((DoublePointData) each).getValue(), json);
            } else if (each instanceof HistogramPointData) {
                write((HistogramPointData) each, json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(HistogramPointData histogram, JsonGenerator json) throws IOException {
        json.writeNumberField("count", histogram.getCount());
        json.writeFieldName("sum");
        SpanJson.writeNumber(histogram.getSum(), json);
        if (histogram.hasMin() && histogram.hasMax()) {
            json.writeFieldName("min");
            SpanJson.writeNumber(histogram.getMin(), json);
            json.writeFieldName("max");
            SpanJson.writeNumber(histogram.getMax(), json);
        }
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
