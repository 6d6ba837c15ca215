package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.StreamSite;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are over when a stream says so, by rules: a model that is given an object and calls its methods, and a turn that
 * returns an object by which the application begins it.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A stream is found by the identity of its object, which is not wrapped and not kept: the application's own code gets its
 *       own objects.
 *   <li>What the application does when it is called back is a child of what was around the model's call, whatever thread calls.
 *   <li>A turn ends once: when the last stream has ended that was begun within it, with the error of that, if any; as abandoned
 *       when there is nothing left that could begin or end one.
 * </ol>
 *
 * <p>Thread-safe.
 */
final class Streams {

    /** What is waited for, at most; a further call is over when its method returns. */
    private static final int MAX = 100_000;

    private final CallRecorder recorder;
    private final PendingCalls pending;
    private final WeakIdentityMap<StreamedCall> byObject = new WeakIdentityMap<>();

    Streams(CallRecorder recorder, PendingCalls pending) {
        this.recorder = recorder;
        this.pending = pending;
    }

    /** Lets go of streams whose objects are gone, so that calls that waited for them are found to be abandoned. */
    void sweep() {
        byObject.forgetGone();
    }

    boolean has(Object stream) {
        return !byObject.isEmpty() && byObject.get(stream) != null;
    }

    /** A call has begun; see {@link CallRecorder#beginStream}. */
    void begin(OpenCall call, @Nullable OpenCall given, @Nullable Object stream) {
        TaskSite site = (TaskSite) call.site;
        boolean isTurn = site.returnsStream();
        if (!isTurn && stream == null) {
            return;
        }
        OpenCall outer = call.stack.around(call);
        OpenCall around = outer == null ? given : outer;
        OpenCall parent = isTurn || around == null || around.spanId == 0 ? null : around.asParentOfOthers();
        // A turn that begins the next one at its end does not wait for it.
        boolean isNext = around != null && around.parentOf(site) != around;
        StreamedCall near = isNext ? null : (StreamedCall) call.stack.streams(call);
        StreamedCall streamed = new StreamedCall(call, pending, isTurn, near == null ? null : near.turn(), parent);
        call.streams = streamed;
        if (!isTurn && stream != null) {
            if (call.isHandedOn) {
                streamed.await(stream);
            }
            register(stream, streamed);
        }
    }

    private void register(Object stream, StreamedCall streamed) {
        if (byObject.size() < MAX) {
            // The same object may have received an earlier stream.
            byObject.remove(stream);
            byObject.get(stream, () -> streamed);
        }
    }

    /**
     * What the application gets for what a turn's method returned, if that is to be subscribed to and no stream has begun
     * within the turn: one of the same type, whose first subscription is the turn's.
     *
     * @return null for nothing else; {@link #leave} is to be called then
     */
    @Nullable
    Object source(OpenCall call, @Nullable Object returned) throws Throwable {
        StreamedCall turn = (StreamedCall) call.streams;
        if (returned == null
                || turn == null
                || !turn.isTurn
                || !turn.hasOnlyMethod()
                || !((TaskSite) call.site).exchangesResult()) {
            return null;
        }
        LazyType type = LazyType.of(returned.getClass());
        Object source =
                type == null || type.gives() == LazyType.Gives.TO_COLLECTOR || !type.standsInFor(returned.getClass())
                        ? null
                        : type.wrap(new TurnSource(returned, turn, recorder));
        boolean goesOn = source != null && call.isHandedOn && turn.await(turn);
        if (source == null || goesOn != call.isHandedOn) {
            return null;
        }
        turn.leave();
        call.streams = null;
        if (goesOn) {
            call.stack.take(call);
        } else {
            // In a trace that is not recorded, what is subscribed to belongs to it all the same.
            recorder.exit(call, returned, null);
        }
        return source;
    }

    /**
     * The method of a call is over that {@link #begin} was told of.
     *
     * @return false where the call is over with it, and is still on its stack
     */
    boolean leave(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        StreamedCall streamed = (StreamedCall) call.streams;
        if (streamed == null) {
            return false;
        }
        return streamed.isTurn ? leaveTurn(streamed, returned, thrown) : leaveModel(streamed, thrown);
    }

    private boolean leaveModel(StreamedCall streamed, @Nullable Throwable thrown) {
        OpenCall call = streamed.call;
        if (thrown != null) {
            if (streamed.takeBack()) {
                streamed.release(thrown);
                return false;
            }
            // It had ended before.
            call.stack.take(call);
            return true;
        }
        streamed.leave();
        if (!call.isHandedOn) {
            return false;
        }
        if (!streamed.isAwaited()) {
            // Too many wait.
            streamed.release(null);
            return false;
        }
        call.stack.take(call);
        call.streams = null;
        return true;
    }

    private boolean leaveTurn(StreamedCall turn, @Nullable Object returned, @Nullable Throwable thrown) {
        OpenCall call = turn.call;
        Object stream = thrown == null ? ((TaskSite) call.site).streamOf(returned) : null;
        boolean isUnstarted = stream != null && StreamSite.begins(stream.getClass());
        if (thrown != null || (!isUnstarted && turn.hasOnlyMethod())) {
            return false;
        }
        turn.leave();
        boolean goesOn = call.isHandedOn && turn.await(turn);
        if (isUnstarted && stream != null) {
            register(stream, turn);
        }
        if (!goesOn) {
            return false;
        }
        call.stack.take(call);
        call.streams = null;
        if (!isUnstarted) {
            turn.partEnded(null);
        }
        return true;
    }

    /** A method of a stream is called; see {@link CallRecorder#signalled}. */
    @Nullable
    OpenCall signalled(StreamSignal signal, Object stream, @Nullable Object value, @Nullable Object cancel) {
        StreamedCall streamed = byObject.get(stream);
        if (streamed == null) {
            return null;
        }
        boolean isReleased = false;
        switch (signal) {
            case BEGINS -> {
                isReleased = streamed.start() && value == null;
                if (value != null && byObject.get(value) != streamed) {
                    // It ends by the signals of this object, or of the stream itself.
                    register(value, streamed);
                }
            }
            case CHUNK -> {
                streamed.chunk(value);
                if (cancel != null && !has(cancel)) {
                    register(cancel, streamed);
                }
            }
            case COMPLETED -> streamed.completed(value);
            case FAILED -> streamed.failed(failure(value));
            case ENDED -> {
                if (value == null) {
                    streamed.completed(null);
                } else {
                    streamed.failed(failure(value));
                }
            }
            case CANCELLED -> streamed.cancelled();
        }
        isReleased |= signal.isEnd();
        OpenCall attached = TraceStack.current().callBack(streamed.callbackParent(), isReleased ? streamed : null);
        if (attached == null && isReleased) {
            released(streamed, null);
        }
        return attached;
    }

    private static Throwable failure(@Nullable Object value) {
        return value instanceof Throwable thrown ? thrown : new StreamFailure(String.valueOf(value));
    }

    /** The method is over that {@link #signalled} was told of. */
    void signalEnded(OpenCall attached, @Nullable Throwable thrown) {
        StreamedCall streamed = (StreamedCall) attached.streams;
        recorder.contexts.detach(attached);
        if (streamed != null) {
            released(streamed, thrown);
        }
    }

    private static void released(StreamedCall streamed, @Nullable Throwable thrown) {
        if (streamed.isTurn) {
            streamed.partEnded(thrown);
        } else {
            streamed.release(thrown);
        }
    }
}
