package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.trace.OpenCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The commands that an asynchronous client has sent on one connection since {@code MULTI}: one call, which is that of {@code
 * MULTI}. It begins when {@code EXEC} or {@code DISCARD} is sent, as that of {@link SentCommands}, and is over with its
 * reply. Thread-safe.
 */
final class QueuedCommands {

    /** Completed when the transaction is over, with the call's key set. */
    private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();

    private final @Nullable OpenCall call;
    private final Queue<Object> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * Queued commands.
     *
     * @param call that of {@code MULTI}, which is about to leave its stack; null when it is not handed on
     * @param multi the command
     */
    QueuedCommands(@Nullable OpenCall call, Object multi) {
        this.call = call;
        add(multi);
    }

    /** Completed as {@link #end}. */
    CompletionStage<?> whenOver() {
        return end;
    }

    void add(Object command) {
        if (size.incrementAndGet() <= CommandBatch.MAX) {
            commands.add(command);
        }
    }

    /** Takes no command any more; true for the first who says so. */
    boolean close() {
        return isClosed.compareAndSet(false, true);
    }

    boolean isClosed() {
        return isClosed.get();
    }

    /** What ends the transaction has been sent. */
    void sentLast(Object connection, long nanos) {
        if (call != null && !end.isDone()) {
            call.self = connection;
            call.startNanos = nanos;
        }
    }

    /** What ends the transaction was answered. Only the first time counts. */
    void end(@Nullable Object reply, @Nullable Throwable thrown) {
        if (call == null || end.isDone()) {
            return;
        }
        List<Object> all = List.copyOf(commands);
        List<@Nullable Object> replies = new ArrayList<>(all.size());
        for (int i = 0; i < all.size() - 1; i++) {
            replies.add(i == 0 ? "OK" : "QUEUED");
        }
        replies.add(thrown == null ? reply : thrown);
        call.key = new CommandBatch(all, replies, size.get());
        if (thrown == null) {
            end.complete(reply);
        } else {
            end.completeExceptionally(thrown);
        }
    }
}
