package dev.engram.agent.telemetry.otlp;

import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.export.ExportFailure;
import dev.engram.agent.telemetry.export.Exporter;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.http.Answer;
import dev.engram.agent.telemetry.http.Sender;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans or metrics as requests of OTLP.
 *
 * @param <T> what it takes at a time
 */
public final class OtlpExporter<T> implements Exporter<T> {

    private final RequestHead head;
    private final Function<T, ProtoWriter> encoding;
    private final Sender sender;

    private OtlpExporter(Origin origin, Function<T, ProtoWriter> encoding, Sender sender) {
        this.head = RequestHead.of(origin);
        this.encoding = encoding;
        this.sender = sender;
    }

    /** An exporter of spans, which are in their batch as OTLP already. */
    public static OtlpExporter<Batch> ofSpans(Origin origin, Sender sender) {
        return new OtlpExporter<>(origin, Batch::encoded, sender);
    }

    public static OtlpExporter<Collection<MetricData>> ofMetrics(Origin origin, Sender sender) {
        return new OtlpExporter<>(origin, MetricEncoder::encode, sender);
    }

    @Override
    public @Nullable ExportFailure export(T items) throws IOException {
        Answer answer = sender.send(head.before(encoding.apply(items)));
        ExportFailure refused = answer.failure();
        return refused != null
                ? refused
                : PartialSuccess.failure(answer.message()).orElse(null);
    }

    @Override
    public void close() {
        sender.close();
    }
}
