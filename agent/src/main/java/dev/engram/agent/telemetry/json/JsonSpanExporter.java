package dev.engram.agent.telemetry.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.engram.agent.log.Log;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.export.ExportFailure;
import dev.engram.agent.telemetry.export.Exporter;
import dev.engram.agent.telemetry.protobuf.ProtoReader;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans as {@link SpanJson}: each batch in one piece, so that lines of several writers do not mix, and flushed.
 * Thread-safe.
 */
public final class JsonSpanExporter implements Exporter<Batch> {

    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream out;
    private final boolean isPretty;
    private final boolean closes;

    /**
     * An exporter.
     *
     * @param out where the text goes
     * @param isPretty an object over many lines, else one line each
     * @param closes whether {@code out} is ours to close
     */
    public JsonSpanExporter(OutputStream out, boolean isPretty, boolean closes) {
        this.out = out;
        this.isPretty = isPretty;
        this.closes = closes;
    }

    @Override
    public @Nullable ExportFailure export(Batch batch) throws IOException {
        ProtoWriter encoded = batch.encoded();
        ProtoReader spans = new ProtoReader(encoded.array(), 0, encoded.length());
        ByteArrayOutputStream text = new ByteArrayOutputStream(3 * encoded.length());
        while (spans.next()) {
            try (JsonGenerator json = JSON.createGenerator(text, JsonEncoding.UTF8)) {
                if (isPretty) {
                    json.setPrettyPrinter(new DefaultPrettyPrinter());
                }
                new SpanJson(spans.message()).write(json);
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
    public void close() {
        try {
            if (closes) {
                out.close();
            }
        } catch (IOException failed) {
            Log.debug("A file of spans could not be closed (" + failed + ").");
        }
    }
}
