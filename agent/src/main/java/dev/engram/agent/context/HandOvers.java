package dev.engram.agent.context;

import dev.engram.agent.context.HandOver.Role;
import java.util.ArrayList;
import java.util.List;

/** Where tasks go from thread to thread, and where others tell the current span. docs/context.md has the same as a table. */
public final class HandOvers {

    private static final String CONCURRENT = "java.util.concurrent.";

    /** The stages that call functions of the application. */
    private static final List<String> STAGES = List.of(
            "UniApply",
            "UniAccept",
            "UniRun",
            "UniWhenComplete",
            "UniHandle",
            "UniExceptionally",
            "UniComposeExceptionally",
            "UniCompose",
            "BiApply",
            "BiAccept",
            "BiRun",
            "OrApply",
            "OrAccept",
            "OrRun");

    /** Those that call the application once they are subscribed to, of Reactor. */
    private static final List<String> REACTOR_SOURCES = List.of(
            "MonoCallable",
            "MonoCompletionStage",
            "MonoCreate",
            "MonoDefer",
            "MonoDeferContextual",
            "MonoRunnable",
            "MonoSupplier",
            "MonoUsing",
            "FluxCallable",
            "FluxCreate",
            "FluxDefer",
            "FluxDeferContextual",
            "FluxUsing");

    private static final List<String> REACTOR_SHARED = List.of(
            "FluxPublish",
            "FluxReplay",
            "MonoCacheInvalidateIf",
            "MonoCacheInvalidateWhen",
            "MonoCacheTime",
            "NextProcessor",
            "SinkEmptyMulticast",
            "SinkManyBestEffort",
            "SinkManyEmitterProcessor",
            "SinkManyReplayProcessor",
            "SinkOneMulticast");

    private static final List<String> RXJAVA_SHARED = List.of(
            "internal.operators.completable.CompletableCache",
            "internal.operators.flowable.FlowableCache",
            "internal.operators.flowable.FlowablePublish",
            "internal.operators.flowable.FlowableReplay",
            "internal.operators.maybe.MaybeCache",
            "internal.operators.observable.ObservableCache",
            "internal.operators.observable.ObservablePublish",
            "internal.operators.observable.ObservableReplay",
            "internal.operators.single.SingleCache",
            "processors.AsyncProcessor",
            "processors.BehaviorProcessor",
            "processors.MulticastProcessor",
            "processors.PublishProcessor",
            "processors.ReplayProcessor",
            "subjects.AsyncSubject",
            "subjects.BehaviorSubject",
            "subjects.CompletableSubject",
            "subjects.MaybeSubject",
            "subjects.PublishSubject",
            "subjects.ReplaySubject",
            "subjects.SingleSubject");

    /** What names in the OpenTelemetry Java agent's own copy begin with. */
    private static final String WITHIN_JAVA_AGENT = "io.opentelemetry.javaagent.shaded.";

    private HandOvers() {}

    /**
     * Where the application's OpenTelemetry, of 1.30 or newer, and that of the OpenTelemetry Java agent start a span, and where
     * they tell the current one.
     *
     * @param givesParents whether their spans become children of Engram's too
     */
    public static List<HandOver> ofOpenTelemetry(boolean givesParents) {
        List<HandOver> all = new ArrayList<>();
        for (String copy : List.of("", WITHIN_JAVA_AGENT)) {
            String context = copy + "io.opentelemetry.context.";
            String storage = context + "ThreadLocalContextStorage";
            all.add(new HandOver(storage, "attach", 0, Role.OPENS_SCOPE));
            all.add(new HandOver(storage + "$ScopeImpl", "close", HandOver.RECEIVER, Role.CLOSES_SCOPE));
            if (givesParents) {
                all.add(new HandOver(context + "Context", "current", HandOver.RECEIVER, Role.RETURNS_CONTEXT));
            }
        }
        // The SDK has its name in the OpenTelemetry Java agent too.
        all.add(new HandOver(
                "io.opentelemetry.sdk.trace.SdkSpanBuilder", "startSpan", HandOver.RECEIVER, Role.STARTS_SPAN));
        all.add(new HandOver(
                "io.micrometer.tracing.handler.DefaultTracingObservationHandler",
                "onStart",
                0,
                Role.STARTS_OBSERVATION));
        return all;
    }

    /** Where Logback and Log4j 2 note the context of the thread that logs. */
    public static List<HandOver> ofLoggers() {
        List<HandOver> all = new ArrayList<>();
        all.add(new HandOver(
                "ch.qos.logback.classic.spi.LoggingEvent",
                "getMDCPropertyMap",
                HandOver.RECEIVER,
                Role.KEEPS_LOG_CONTEXT));
        for (String kind : List.of("Default", "GarbageFree", "CopyOnWrite")) {
            all.add(new HandOver(
                    "org.apache.logging.log4j.core.impl.ThreadContextDataInjector$For" + kind + "ThreadContextMap",
                    "injectContextData",
                    HandOver.RECEIVER,
                    Role.RETURNS_LOG_CONTEXT));
        }
        return all;
    }

    /** All ways from thread to thread. A method that a version does not have is none. */
    public static List<HandOver> all() {
        List<HandOver> all = new ArrayList<>();
        pools(all);
        forkJoin(all);
        stages(all);
        threads(all);
        threadsOfTasks(all);
        queues(all);
        netty(all);
        reactive(all);
        shared(all);
        all.addAll(ofCoroutines());
        return all;
    }

    /**
     * Where futures, and the commands of clients whose results are no futures, get their results, before anybody knows: a call
     * ends there, and not after what the application does with its result.
     */
    public static List<HandOver> ofCompletions() {
        List<HandOver> all = new ArrayList<>();
        for (String each :
                List.of("completeValue", "completeNull", "completeThrowable", "completeRelay", "internalComplete")) {
            all.add(new HandOver(CONCURRENT + "CompletableFuture", each, HandOver.RECEIVER, Role.COMPLETES));
        }
        all.add(new HandOver(CONCURRENT + "FutureTask", "finishCompletion", HandOver.RECEIVER, Role.COMPLETES));
        return all;
    }

    /**
     * Where what was subscribed to goes on, whatever thread signals it: it belongs to where it was subscribed to. Of what gives
     * signals for as long as the application likes, only the beginning.
     */
    private static void reactive(List<HandOver> all) {
        String reactor = "reactor.core.publisher.";
        String sink = reactor + "MonoCreate$DefaultMonoSink";
        all.add(new HandOver(sink, "<init>", 0, Role.SUBSCRIBES));
        for (String each : List.of("success", "error", "request")) {
            all.add(new HandOver(sink, each, HandOver.RECEIVER, Role.RUNS));
        }
        for (String each : REACTOR_SOURCES) {
            all.add(new HandOver(
                    reactor + each, "subscribe", "(Lreactor/core/CoreSubscriber;)V", 0, Role.RUNS_FOR_SUBSCRIBER));
        }
        for (String version : List.of("io.reactivex.rxjava3.", "io.reactivex.")) {
            String operators = version + "internal.operators.";
            emitter(operators + "single.SingleCreate$Emitter", List.of("onSuccess"), all);
            emitter(operators + "maybe.MaybeCreate$Emitter", List.of("onSuccess", "onComplete"), all);
            emitter(operators + "completable.CompletableCreate$Emitter", List.of("onComplete"), all);
        }
    }

    /** What several subscribe to: it signals to all of them on the thread of one, or of none. */
    private static void shared(List<HandOver> all) {
        String subscriber = "(Lreactor/core/CoreSubscriber;)";
        for (String each : REACTOR_SHARED) {
            String type = "reactor.core.publisher." + each;
            all.add(new HandOver(type, "subscribe", subscriber + "V", 0, Role.SHARES));
            // How operators subscribe to one another.
            all.add(new HandOver(
                    type, "subscribeOrReturn", subscriber + "Lreactor/core/CoreSubscriber;", 0, Role.SHARES));
        }
        for (String version : List.of("io.reactivex.rxjava3.", "io.reactivex.")) {
            RXJAVA_SHARED.forEach(each -> all.add(new HandOver(version + each, "subscribeActual", 0, Role.SHARES)));
        }
    }

    private static void emitter(String type, List<String> signals, List<HandOver> all) {
        all.add(new HandOver(type, "<init>", 0, Role.SUBSCRIBES));
        signals.forEach(each -> all.add(new HandOver(type, each, HandOver.RECEIVER, Role.RUNS)));
        all.add(new HandOver(type, "tryOnError", HandOver.RECEIVER, Role.RUNS));
    }

    /**
     * Where Kotlin's coroutines begin and go on, whatever dispatches them. A coroutine belongs to where it began; what it goes
     * on with says the rest.
     */
    public static List<HandOver> ofCoroutines() {
        return List.of(
                new HandOver("kotlinx.coroutines.AbstractCoroutine", "<init>", HandOver.RECEIVER, Role.HANDS_OVER),
                new HandOver(
                        "kotlin.coroutines.jvm.internal.BaseContinuationImpl",
                        "resumeWith",
                        HandOver.RECEIVER,
                        Role.RESUMES));
    }

    private static void pools(List<HandOver> all) {
        pool(CONCURRENT + "ThreadPoolExecutor", "execute", all);
        // A copy of the JDK's. Before it was one, it was a subclass, whose execute goes to the JDK's.
        pool("org.apache.tomcat.util.threads.ThreadPoolExecutor", "executeInternal", all);
        jetty(all);
        quarkus(all);
        all.add(new HandOver(CONCURRENT + "ScheduledThreadPoolExecutor", "delayedExecute", 0, Role.HANDS_OVER));
        String timer = "java.util.Timer";
        // Not those with a period.
        all.add(new HandOver(timer, "schedule", "(Ljava/util/TimerTask;J)V", 0, Role.HANDS_OVER));
        all.add(new HandOver(timer, "schedule", "(Ljava/util/TimerTask;Ljava/util/Date;)V", 0, Role.HANDS_OVER));
        all.add(new HandOver("java.util.TimerThread", "mainLoop", HandOver.RECEIVER, Role.RUNS_IN_A_LOOP));
    }

    private static void pool(String type, String execute, List<HandOver> all) {
        all.add(new HandOver(type, execute, 0, Role.HANDS_OVER));
        all.add(new HandOver(type, "reject", 0, Role.GIVES_UP));
        all.add(new HandOver(type, "remove", 0, Role.GIVES_UP));
        all.add(new HandOver(type, "runWorker", HandOver.RECEIVER, Role.RUNS_IN_A_LOOP));
        all.add(new HandOver(type, "getTask", HandOver.RECEIVER, Role.TAKES_NEXT));
        all.add(new HandOver(type, "beforeExecute", 1, Role.BEGINS));
        all.add(new HandOver(type, "addWorker", HandOver.RECEIVER, Role.STARTS_SERVICE));
    }

    private static void jetty(List<HandOver> all) {
        String type = "org.eclipse.jetty.util.thread.QueuedThreadPool";
        all.add(new HandOver(type, "execute", 0, Role.HANDS_OVER));
        all.add(new HandOver(type, "runJob", 0, Role.RUNS));
        all.add(new HandOver(type, "startThread", HandOver.RECEIVER, Role.STARTS_SERVICE));
    }

    /** The pool of Quarkus and WildFly, and Vert.x, which has such a pool run what must not block its event loops. */
    private static void quarkus(List<HandOver> all) {
        String pool = "org.jboss.threads.EnhancedQueueExecutor";
        all.add(new HandOver(pool + "$Task", "<init>", HandOver.RECEIVER, Role.HANDS_OVER));
        all.add(new HandOver(pool + "$Task", "run", HandOver.RECEIVER, Role.RUNS));
        all.add(new HandOver(pool, "doStartThread", HandOver.RECEIVER, Role.STARTS_SERVICE));
        String vertx = "io.vertx.core.impl.";
        all.add(new HandOver(vertx + "WorkerTask", "<init>", HandOver.RECEIVER, Role.HANDS_OVER));
        all.add(new HandOver(vertx + "WorkerTask", "run", HandOver.RECEIVER, Role.RUNS));
        // The pool gets a runner of all that waits in the queue, whosever it is.
        all.add(new HandOver(vertx + "TaskQueue", "execute", HandOver.RECEIVER, Role.STARTS_SERVICE));
    }

    private static void forkJoin(List<HandOver> all) {
        String pool = CONCURRENT + "ForkJoinPool";
        String task = CONCURRENT + "ForkJoinTask";
        all.add(new HandOver(task, "fork", HandOver.RECEIVER, Role.HANDS_OVER));
        all.add(new HandOver(task, "doExec", HandOver.RECEIVER, Role.RUNS));
        all.add(new HandOver(pool, "externalSubmit", 0, Role.HANDS_OVER));
        // JDK 21 and later.
        all.add(new HandOver(pool, "poolSubmit", 1, Role.HANDS_OVER));
        // JDK 25 and later.
        all.add(new HandOver(pool, "scheduleDelayedTask", 0, Role.HANDS_OVER));
    }

    private static void stages(List<HandOver> all) {
        String stage = CONCURRENT + "CompletableFuture$";
        all.add(new HandOver(stage + "UniCompletion", "<init>", HandOver.RECEIVER, Role.HANDS_OVER));
        STAGES.forEach(each -> all.add(new HandOver(stage + each, "tryFire", HandOver.RECEIVER, Role.RUNS)));
    }

    /** Executors of the JDK that start a thread for each task, daemon or not. */
    private static void threadsOfTasks(List<HandOver> all) {
        // Where the common pool has one thread or none, until JDK 24.
        all.add(new HandOver(CONCURRENT + "CompletableFuture$ThreadPerTaskExecutor", "execute", 0, Role.HANDS_OVER));
        String submitter = CONCURRENT + "CompletableFuture$TaskSubmitter";
        all.add(new HandOver(submitter, "<init>", HandOver.RECEIVER, Role.HANDS_OVER));
        all.add(new HandOver(submitter, "run", HandOver.RECEIVER, Role.RUNS));
        all.add(new HandOver(CONCURRENT + "CompletableFuture$AsyncRun", "run", HandOver.RECEIVER, Role.RUNS));
        all.add(new HandOver(CONCURRENT + "CompletableFuture$AsyncSupply", "run", HandOver.RECEIVER, Role.RUNS));
        all.add(new HandOver(CONCURRENT + "SubmissionPublisher$ThreadPerTaskExecutor", "execute", 0, Role.HANDS_OVER));
        all.add(new HandOver(CONCURRENT + "SubmissionPublisher$ConsumerTask", "run", HandOver.RECEIVER, Role.RUNS));
        // JDK 21 and later.
        String perTask = CONCURRENT + "ThreadPerTaskExecutor";
        for (String task : List.of("$TaskRunner", "$ThreadBoundFuture")) {
            all.add(new HandOver(perTask + task, "<init>", HandOver.RECEIVER, Role.HANDS_OVER));
            all.add(new HandOver(perTask + task, "run", HandOver.RECEIVER, Role.RUNS));
        }
        // The thread need not be followed besides.
        all.add(new HandOver(perTask, "start", "(Ljava/lang/Thread;)V", 0, Role.STARTS_SERVICE));
    }

    private static void threads(List<HandOver> all) {
        all.add(new HandOver("java.lang.Thread", "start", HandOver.RECEIVER, Role.HANDS_OVER));
        // To which its start() comes too.
        all.add(new HandOver(
                "java.lang.VirtualThread",
                "start",
                "(Ljdk/internal/vm/ThreadContainer;)V",
                HandOver.RECEIVER,
                Role.HANDS_OVER));
    }

    /** Queues from which a task takes what is left there for it. Not those that hand over connections and results. */
    private static void queues(List<HandOver> all) {
        for (String queue : List.of(
                "LinkedBlockingQueue",
                "LinkedBlockingDeque",
                "ArrayBlockingQueue",
                "PriorityBlockingQueue",
                "DelayQueue",
                "LinkedTransferQueue")) {
            all.add(new HandOver(CONCURRENT + queue, "take", HandOver.RECEIVER, Role.RETURNS_WORK));
            all.add(new HandOver(
                    CONCURRENT + queue,
                    "poll",
                    "(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;",
                    HandOver.RECEIVER,
                    Role.RETURNS_WORK));
        }
    }

    private static void netty(List<HandOver> all) {
        String executor = "io.netty.util.concurrent.SingleThreadEventExecutor";
        all.add(new HandOver(executor, "addTask", 0, Role.HANDS_OVER));
        // Where another thread schedules it, the executor runs it twice: so that it puts itself into a queue, and in
        // time.
        all.add(new HandOver(
                "io.netty.util.concurrent.AbstractScheduledEventExecutor",
                "schedule",
                "(Lio/netty/util/concurrent/ScheduledFutureTask;)Lio/netty/util/concurrent/ScheduledFuture;",
                0,
                Role.HANDS_OVER));
        all.add(new HandOver(executor, "removeTask", 0, Role.GIVES_UP));
        all.add(new HandOver(executor, "doStartThread", HandOver.RECEIVER, Role.STARTS_SERVICE));
        all.add(new HandOver("io.netty.util.concurrent.AbstractEventExecutor", "runTask", 0, Role.RUNS));
    }
}
