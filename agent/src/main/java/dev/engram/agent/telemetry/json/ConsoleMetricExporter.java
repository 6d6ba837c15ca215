package dev.engram.agent.telemetry.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.engram.agent.telemetry.export.ExportFailure;
import dev.engram.agent.telemetry.export.Exporter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics as JSON, one metric a line: {@code {"metric":…,"unit":…,"points":[{"attributes":{…},"value":…}]}}; a
 * histogram's point has count, sum, min and max instead of a value. Thread-safe.
 */
public final class ConsoleMetricExporter implements Exporter<Collection<MetricData>> {

    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream out;

    public ConsoleMetricExporter(OutputStream out) {
        this.out = out;
    }

    @Override
    public @Nullable ExportFailure export(Collection<MetricData> metrics) throws IOException {
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
        return null;
    }

    @Override
    public void close() {}

    private static void write(MetricData metric, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("metric", metric.getName());
        json.writeStringField("unit", metric.getUnit());
        json.writeArrayFieldStart("points");
        for (PointData each : metric.getData().getPoints()) {
            json.writeStartObject();
            writeLabels(each.getAttributes(), json);
            if (each instanceof LongPointData longPointData) {
                json.writeNumberField("value", longPointData.getValue());
            } else if (each instanceof DoublePointData doublePointData) {
                json.writeFieldName("value");
                SpanJson.writeNumber(doublePointData.getValue(), json);
            } else if (each instanceof HistogramPointData histogramPointData) {
                write(histogramPointData, json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** All labels of Engram's metrics are texts. */
    private static void writeLabels(Attributes labels, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("attributes");
        for (Map.Entry<AttributeKey<?>, Object> each : labels.asMap().entrySet()) {
            json.writeStringField(each.getKey().getKey(), each.getValue().toString());
        }
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
}
