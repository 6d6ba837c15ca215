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
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans or metrics as requests of OTLP.
 *
 * @param <T> what it takes at a time
 */
public final class OtlpExporter<T> implements Exporter<T> {

    private final Function<T, RequestHead> heads;
    private final Function<T, ProtoWriter> encoding;
    private final Sender sender;

    private OtlpExporter(Function<T, RequestHead> heads, Function<T, ProtoWriter> encoding, Sender sender) {
        this.heads = heads;
        this.encoding = encoding;
        this.sender = sender;
    }

    /** An exporter of spans, which are in their batch as OTLP already. */
    public static OtlpExporter<Batch> ofSpans(Origin origin, Sender sender) {
        RequestHead own = RequestHead.of(origin);
        Map<String, RequestHead> others = new HashMap<>();
        return new OtlpExporter<>(
                batch -> batch.service() == null
                        ? own
                        : others.computeIfAbsent(batch.service(), service -> RequestHead.of(origin, service)),
                Batch::encoded,
                sender);
    }

    public static OtlpExporter<Collection<MetricData>> ofMetrics(Origin origin, Sender sender) {
        RequestHead head = RequestHead.of(origin);
        return new OtlpExporter<>(metrics -> head, MetricEncoder::encode, sender);
    }

    @Override
    public @Nullable ExportFailure export(T items) throws IOException {
        Answer answer = sender.send(heads.apply(items).before(encoding.apply(items)));
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
