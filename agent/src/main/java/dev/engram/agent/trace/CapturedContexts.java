package dev.engram.agent.trace;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * What was open where tasks were handed to other threads, until these run them.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A task is found by its identity. It is not wrapped, so the application sees its own, and not kept.
 *   <li>A task that is handed over again before it was run (a lambda that captures nothing is one object for ever) has as many
 *       runs in what was open as hand-overs, in their order.
 *   <li>A stage of a {@code CompletableFuture} belongs to where it was added, whatever thread completes what it waits for, and
 *       however often it is tried.
 *   <li>Each part of a request's body belongs to where the body was subscribed to, each signal of a Redis command's reply and of
 *       a sink to what its subscriber is a part of, and a coroutine of Kotlin to where it began, for as long as it lives.
 *   <li>What is handed over while a command of a client library is sent belongs to the call around the command.
 *   <li>What is handed over within a call continues it, also when it runs after the call has ended. What such late work, or
 *       work of a call that has ended meanwhile, hands over in its turn continues the innermost call around that is open;
 *       where none is, it begins a trace that is linked to the call, without its agent and session.
 *   <li>A task that takes work from a blocking queue after that call has ended, or that still begins something a minute later,
 *       serves others: it goes on as what it hands over would.
 *   <li>A task that is to run again and again starts traces.
 *   <li>A thread continues what starts it for as long as that is open, but for threads of pools, daemons and the JDK's own. A
 *       coroutine that goes on after that has ended continues it until it comes to the same place of its code again.
 *   <li>At most {@value #MAX} are kept; a task beyond them begins a trace of its own.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class CapturedContexts {

    private static final int MAX = 100_000;
    private static final int MAX_OF_ONE_TASK = 1_000;

    private static final Set<String> VIRTUAL =
            Set.of("java.lang.VirtualThread", "java.lang.ThreadBuilders$BoundVirtualThread");

    /** Those who signal to one subscriber, such as the parts of a request's body, one after the other, and coroutines. */
    private static final ClassValue<Boolean> RUNS_OFTEN = isOneOf(Set.of(
            "reactor.netty.channel.FluxReceive",
            "org.springframework.http.server.reactive.AbstractListenerReadPublisher",
            "kotlinx.coroutines.AbstractCoroutine",
            "io.lettuce.core.RedisPublisher$RedisSubscription",
            "reactor.core.publisher.MonoCreate$DefaultMonoSink",
            "io.reactivex.rxjava3.internal.operators.single.SingleCreate$Emitter",
            "io.reactivex.rxjava3.internal.operators.maybe.MaybeCreate$Emitter",
            "io.reactivex.rxjava3.internal.operators.completable.CompletableCreate$Emitter",
            "io.reactivex.internal.operators.single.SingleCreate$Emitter",
            "io.reactivex.internal.operators.maybe.MaybeCreate$Emitter",
            "io.reactivex.internal.operators.completable.CompletableCreate$Emitter"));

    /** What does nothing but hand a task to another executor when it is time: one hand-over, not two. */
    private static final ClassValue<Boolean> FORWARDS =
            isOneOf(Set.of("java.util.concurrent.CompletableFuture$TaskSubmitter"));

    /** A coroutine within another, of which its continuations tell. */
    private static final ClassValue<Boolean> IS_SCOPE = isOneOf(Set.of("kotlinx.coroutines.internal.ScopeCoroutine"));

    /** For each task what was open at its hand-overs, by {@link OpenCall#asParent}; the oldest first. Arrays are not changed. */
    private static final WeakIdentityMap<OpenCall[]> ALL = new WeakIdentityMap<>();

    /** Of the coroutines that go on after the end of what was open where they began. */
    private static final WeakIdentityMap<LoopDetector> LOOPS = new WeakIdentityMap<>();

    private CapturedContexts() {}

    /** Whether a class or one that it extends has one of these names. */
    private static ClassValue<Boolean> isOneOf(Set<String> names) {
        return new ClassValue<>() {
            @Override
            protected Boolean computeValue(Class<?> type) {
                Class<?> parent = type.getSuperclass();
                return names.contains(type.getName()) || (parent != null && get(parent));
            }
        };
    }

    /** Whether nothing is kept. */
    public static boolean isEmpty() {
        return ALL.isEmpty();
    }

    /** What was open at the first hand-over of a task, which is not run by this; null for nothing. */
    public static @Nullable OpenCall of(Object task) {
        OpenCall[] known = ALL.isEmpty() ? null : ALL.get(task);
        return known == null ? null : known[0];
    }

    /**
     * What a coroutine continues that goes on when the call within which it began has ended. That is the call, unless the
     * coroutine goes round in a loop, as one that serves others does: that hands itself on.
     *
     * @param context what {@link #of} gives
     * @param state where the coroutine goes on: the same number for the same place in its code
     */
    public static OpenCall ofResumed(Object coroutine, OpenCall context, long state) {
        LoopDetector known = LOOPS.get(coroutine);
        LoopDetector detector = known == null ? new LoopDetector() : known;
        if (known == null) {
            LOOPS.putIfAbsent(coroutine, detector);
        }
        if (!detector.isRepeated(state)) {
            return context;
        }
        OpenCall successor = context.successor();
        OpenCall[] all = ALL.get(coroutine);
        if (all != null && all[0] == context) {
            ALL.replace(coroutine, all, new OpenCall[] {successor});
        }
        LOOPS.remove(coroutine);
        return successor;
    }

    /** Keeps what is open on the calling thread for the task; does nothing where nothing is. */
    public static void capture(Object task) {
        TraceStack stack = TraceStack.existing();
        if (stack == null && of(Thread.currentThread()) != null) {
            // Nothing has begun so far on this thread, which was started by a call.
            stack = TraceStack.current();
        }
        OpenCall open = stack == null ? null : TraceStack.innermostOperation(stack);
        if (open != null && (open.spanId != 0 || open.remote != null || open.isSuccessor()) && ALL.size() < MAX) {
            if (isContinued(task)) {
                add(task, open.handedOver());
            } else if (open.isForwarding && task instanceof Thread) {
                // A daemon, since the thread that waited for the time is one.
                ALL.putIfAbsent(task, new OpenCall[] {open.handedOver(), open.handedOver()});
            }
        }
    }

    /**
     * Keeps for a subscription what its subscriber is a part of, or else what is open on the calling thread.
     *
     * @param told by {@link OpenCall#asParent}; null where the subscriber tells nothing
     */
    public static void capture(Object subscription, @Nullable OpenCall told) {
        if (told == null || TraceStack.isNearer(told)) {
            capture(subscription);
        } else if (ALL.size() < MAX) {
            add(subscription, told);
        }
    }

    private static void add(Object task, OpenCall context) {
        OpenCall[] one = {context};
        OpenCall[] known = ALL.putIfAbsent(task, one);
        while (known != null && !runsOften(task)) {
            OpenCall[] more = one;
            if (!(task instanceof ForkJoinTask)) {
                more = Arrays.copyOf(known, Math.min(known.length + 1, MAX_OF_ONE_TASK));
                more[more.length - 1] = context;
            }
            known = ALL.replace(task, known, more) ? null : ALL.putIfAbsent(task, one);
        }
    }

    /**
     * The task on the calling thread has taken work from a queue. If what has handed over the task has ended, the task serves
     * others, and what begins now is no part of that. The result of a task is no such work.
     */
    public static void taken(Object work) {
        TraceStack stack = TraceStack.existing();
        OpenCall top = stack == null || work instanceof Future ? null : stack.top();
        if (top != null && top.site == TraceStack.CONTEXT) {
            top.follow();
        }
    }

    /** Forgets the last hand-over of a task, which is not run. */
    public static void discard(Object task) {
        OpenCall[] known = ALL.isEmpty() ? null : ALL.get(task);
        while (known != null && !replace(task, known, 0, known.length - 1)) {
            known = ALL.get(task);
        }
    }

    /**
     * Has what begins now on the calling thread lie beneath what was open where the task was handed over.
     *
     * @return what {@link #detach} needs; null when nothing was open there
     */
    public static @Nullable OpenCall attach(Object task) {
        OpenCall context = take(task);
        OpenCall attached = context == null ? null : TraceStack.current().attach(context);
        if (attached != null) {
            attached.lostExits = OpenCall.AND_AFTER;
            attached.isForwarding = FORWARDS.get(task.getClass());
            attached.self = isStage(task) ? task : null;
        }
        return attached;
    }

    /** Ends what {@link #attach} or {@link TraceStack#attachNothing} gave. */
    public static void detach(OpenCall attached) {
        Object stage = attached.self;
        TraceStack.detach(attached);
        if (stage != null && isStage(stage) && StageStatus.isOver(stage)) {
            ALL.remove(stage);
        }
    }

    /** Ends what is attached on a thread that does nothing but run tasks. */
    public static void detachAll() {
        OpenCall attached = TraceStack.outermostAttached();
        if (attached != null) {
            detach(attached);
        }
    }

    /** What was open at the first hand-over of a task that was not run so far; null for nothing. */
    static @Nullable OpenCall take(Object task) {
        OpenCall[] known = ALL.isEmpty() ? null : ALL.get(task);
        while (known != null && !runsOften(task) && !replace(task, known, firstLeft(task, known), known.length)) {
            known = ALL.get(task);
        }
        return known == null ? null : known[0];
    }

    /** Whether a thread was started for one task, after whose end it ends. */
    static boolean isOfTask(Thread thread) {
        OpenCall[] known = ALL.isEmpty() ? null : ALL.get(thread);
        return known != null && known.length > 1;
    }

    private static int firstLeft(Object task, OpenCall[] known) {
        return task instanceof Thread ? known.length : 1;
    }

    private static boolean replace(Object task, OpenCall[] known, int from, int to) {
        return from == to ? ALL.remove(task, known) : ALL.replace(task, known, Arrays.copyOfRange(known, from, to));
    }

    /** Whether a task runs several times for one hand-over. */
    private static boolean runsOften(Object task) {
        return isStage(task) || RUNS_OFTEN.get(task.getClass());
    }

    private static boolean isStage(Object task) {
        return task instanceof AsynchronousCompletionTask;
    }

    /** Whether a task is a part of what hands it over. */
    private static boolean isContinued(Object task) {
        if (task instanceof Thread thread) {
            return isWork(thread);
        }
        boolean isPeriodic = task instanceof RunnableScheduledFuture<?> future && future.isPeriodic();
        return !isPeriodic && !IS_SCOPE.get(task.getClass());
    }

    /** Not the threads of the JDK's own services and pools, nor those that serve for as long as the process lives. */
    private static boolean isWork(Thread thread) {
        Class<?> type = thread.getClass();
        boolean isOfTheJdk = type.getClassLoader() == null;
        return VIRTUAL.contains(type.getName()) || (!thread.isDaemon() && (type == Thread.class || !isOfTheJdk));
    }
}
