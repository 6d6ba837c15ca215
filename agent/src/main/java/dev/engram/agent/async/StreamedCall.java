package dev.engram.agent.async;

import dev.engram.agent.record.Completion;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.OpenStreams;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A call that is there as long as a stream: a model's, which ends by the signals of one object, or a turn's, which ends when
 * the last stream has ended that was begun within it, and not before its own method has.
 *
 * <p>It refers to none of the objects whose signals it gets, since these keep it.
 */
final class StreamedCall extends OpenStreams {

    final OpenCall call;
    private final PendingCalls pending;

    /** Whether other streams say when it is over. */
    final boolean isTurn;

    /** The turn whose part this is; null for none. */
    private final @Nullable StreamedCall turn;

    /** What the application's own code is a child of that is called back; null for what nothing was around. */
    private final @Nullable OpenCall around;

    /** Of a turn: its streams that have not ended, and one more for its method. Of another one: 1 until it has ended. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final AtomicBoolean isStarted = new AtomicBoolean();

    private volatile boolean hasChunk;

    private volatile boolean isEnded;

    /** As {@link OpenCall#asParentOfOthers} gave it. */
    private @Nullable OpenCall own;

    /** How the last of its streams ended. */
    private volatile @Nullable Throwable failure;

    /** Null as long as nobody waits, or if nobody can. */
    private volatile @Nullable PendingCall awaited;

    StreamedCall(
            OpenCall call,
            PendingCalls pending,
            boolean isTurn,
            @Nullable StreamedCall turn,
            @Nullable OpenCall around) {
        this.call = call;
        this.pending = pending;
        this.isTurn = isTurn;
        this.turn = turn;
        this.around = around;
        if (!isTurn && turn != null) {
            turn.begun();
        }
    }

    /** The turn that a stream is a part of which begins within this call. */
    @Nullable
    StreamedCall turn() {
        return isTurn ? this : turn;
    }

    /** Has the call wait for its end; false where it cannot, and is over when its method returns. */
    boolean await(Object stream) {
        PendingCall taken = pending.add(call, stream);
        awaited = taken;
        return taken != null;
    }

    boolean isAwaited() {
        return awaited != null;
    }

    /** What its callbacks are children of. */
    OpenCall callbackParent() {
        return !isTurn && around != null ? around : own();
    }

    /** Has what is called back find its parent, now that the call leaves its stack. */
    void leave() {
        if (isTurn || around == null) {
            own();
        }
    }

    private OpenCall own() {
        OpenCall known = own;
        if (known == null) {
            known = call.asParentOfOthers();
            own = known;
        }
        return known;
    }

    private void begun() {
        open.incrementAndGet();
        failure = null;
    }

    /** Whether nothing but its own method keeps a turn open. */
    boolean hasOnlyMethod() {
        return open.get() == 1;
    }

    /** True for the first beginning of what the method returned. */
    boolean start() {
        return isStarted.compareAndSet(false, true);
    }

    /** One of a turn's streams, or its method, has ended. */
    void partEnded(@Nullable Throwable thrown) {
        if (thrown != null) {
            failure = thrown;
        }
        if (open.decrementAndGet() == 0) {
            Throwable last = failure;
            end(last == null ? Completion.of(null) : Completion.failed(last));
        }
    }

    /**
     * A part of the result has come.
     *
     * @param part null where the rule does not say what it is
     */
    void chunk(@Nullable Object part) {
        boolean isFirst = !hasChunk;
        hasChunk = true;
        PendingCall waiting = awaited;
        if ((isFirst || part != null)
                && waiting != null
                && !waiting.isClaimed()
                && call.site instanceof TaskSite site) {
            site.chunk(call, part);
        }
    }

    void completed(@Nullable Object value) {
        end(Completion.of(value));
    }

    void failed(Throwable thrown) {
        failure = thrown;
        end(Completion.failed(thrown));
    }

    /** To cancel is an error, unless something had come: then the application had enough. */
    void cancelled() {
        if (hasChunk || isTurn) {
            end(Completion.of(null));
        } else {
            failed(new CancellationException("Cancelled by the application"));
        }
    }

    private void end(Completion completion) {
        isEnded = true;
        PendingCall waiting = awaited;
        if (waiting != null) {
            pending.end(waiting, completion);
        }
    }

    /** What a turn returned has come to its end: the turn is over, whatever else goes on. */
    void sourceEnded(@Nullable Throwable thrown) {
        if (thrown == null) {
            end(Completion.of(null));
        } else {
            failed(thrown);
        }
    }

    /** The application wants no more of what a turn returned: an error, unless something had come. */
    void sourceCancelled() {
        sourceEnded(hasChunk ? null : new CancellationException("Cancelled by the application"));
    }

    boolean isOver() {
        PendingCall waiting = awaited;
        return isEnded || (waiting != null && waiting.isClaimed());
    }

    /** Its method is over before anything could end it. */
    boolean takeBack() {
        PendingCall waiting = awaited;
        return waiting == null || pending.takeBack(waiting);
    }

    /**
     * The callback that said the end is over, or there is none: the turn goes on without this stream.
     *
     * @param thrown what the callback threw
     */
    void release(@Nullable Throwable thrown) {
        if (!isTurn && turn != null && open.compareAndSet(1, 0)) {
            turn.partEnded(thrown == null ? failure : thrown);
        }
    }
}
