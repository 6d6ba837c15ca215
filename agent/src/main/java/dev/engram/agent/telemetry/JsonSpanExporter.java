package dev.engram.agent.telemetry;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.engram.agent.log.Log;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans as {@link SpanJson}: each batch in one piece, so that lines of several writers do not mix, and flushed.
 * Thread-safe.
 */
final class JsonSpanExporter implements BatchExporter {

    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream out;
    private final boolean isPretty;
    private final boolean closes;

    /**
     * An exporter.
     *
     * @param isPretty an object over many lines, else one line each
     * @param closes whether {@code out} is ours to close
     */
    JsonSpanExporter(OutputStream out, boolean isPretty, boolean closes) {
        this.out = out;
        this.isPretty = isPretty;
        this.closes = closes;
    }

    @Override
    public @Nullable ExportFailure export(Batch batch) {
        List<SpanData> spans = batch.spans();
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream(1024 * spans.size());
            for (SpanData each : spans) {
                try (JsonGenerator json = JSON.createGenerator(text, JsonEncoding.UTF8)) {
                    if (isPretty) {
                        json.setPrettyPrinter(new DefaultPrettyPrinter());
                    }
                    SpanJson.write(each, json);
                }
                text.write('\n');
            }
            synchronized (out) {
                text.writeTo(out);
                out.flush();
            }
            return null;
        } catch (IOException failed) {
            return ExportFailure.of(failed);
        }
    }

    @Override
    public void shutdown() {
        try {
            if (closes) {
                out.close();
            }
        } catch (IOException failed) {
            Log.debug("A file of spans could not be closed (" + failed + ").");
        }
    }
}
