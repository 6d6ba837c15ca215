package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Exports the encoded spans of batches over OTLP by one sender, the SDK's or ours behind its interface, which keeps time-out and retries, and runs on
 * the calling thread.
 */
final class OtlpSpans implements BatchExporter {

    /** For a sender that does not keep its own time-out. */
    private static final long WAIT_SECONDS = 30;

    private final RequestHead head;
    private final Wire wire;
    private final Runnable shutdown;

    /** How one request is sent. The outcome is empty when all was taken. */
    private interface Wire {
        void send(MessageWriter request, CompletableFuture<Optional<ExportFailure>> outcome);
    }

    private OtlpSpans(RequestHead head, Wire wire, Runnable shutdown) {
        this.head = head;
        this.wire = wire;
        this.shutdown = shutdown;
    }

    static OtlpSpans http(Origin origin, HttpSender sender) {
        return new OtlpSpans(
                RequestHead.of(origin),
                (request, outcome) -> sender.send(
                        request,
                        answer -> {
                            int status = answer.getStatusCode();
                            outcome.complete(
                                    status >= 200 && status < 300
                                            ? PartialSuccess.failure(answer.getResponseBody())
                                            : Optional.of(ExportFailure.ofHttp(status)));
                        },
                        failed -> outcome.complete(Optional.of(ExportFailure.of(failed)))),
                sender::shutdown);
    }

    static OtlpSpans grpc(Origin origin, GrpcSender sender) {
        return new OtlpSpans(
                RequestHead.of(origin),
                (request, outcome) -> sender.send(
                        request,
                        answer -> outcome.complete(
                                answer.getStatusCode() == GrpcStatusCode.OK
                                        ? PartialSuccess.failure(answer.getResponseMessage())
                                        : Optional.of(ExportFailure.ofGrpc(answer.getStatusCode()))),
                        failed -> outcome.complete(Optional.of(ExportFailure.of(failed)))),
                sender::shutdown);
    }

    @Override
    public @Nullable ExportFailure export(Batch batch) {
        CompletableFuture<Optional<ExportFailure>> outcome = new CompletableFuture<>();
        batch.lend(true);
        wire.send(head.before(batch.encoded()), outcome);
        try {
            Optional<ExportFailure> known = outcome.get(WAIT_SECONDS, TimeUnit.SECONDS);
            batch.lend(false);
            return known.orElse(null);
        } catch (TimeoutException late) {
            throw new IllegalStateException("no answer in time", late);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ended);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void shutdown() {
        shutdown.run();
    }
}
