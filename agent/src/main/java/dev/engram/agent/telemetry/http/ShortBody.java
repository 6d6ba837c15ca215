package dev.engram.agent.telemetry.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The body of an answer, of which the first 64 KiB are kept and the rest is read and forgotten. */
final class ShortBody implements BodySubscriber<byte[]> {

    private static final int MAX = 1 << 16;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(64);

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer each : pieces) {
            byte[] bytes = new byte[Math.min(each.remaining(), MAX - kept.size())];
            each.get(bytes);
            kept.write(bytes, 0, bytes.length);
        }
    }

    @Override
    public void onError(Throwable failed) {
        whole.completeExceptionally(failed);
    }

    @Override
    public void onComplete() {
        whole.complete(kept.toByteArray());
    }
}
