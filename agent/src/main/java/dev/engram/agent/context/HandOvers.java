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

    /** What names in the OpenTelemetry Java agent's own copy begin with. */
    private static final String WITHIN_JAVA_AGENT = "io.opentelemetry.javaagent.shaded.";

    private HandOvers() {}

    /**
     * Where the application's OpenTelemetry, of 1.30 or newer, and that of the OpenTelemetry Java agent tell the current span.
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
        netty(all);
        all.addAll(ofCoroutines());
        return all;
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

    private static void threads(List<HandOver> all) {
        all.add(new HandOver("java.lang.Thread", "start", HandOver.RECEIVER, Role.HANDS_OVER));
        all.add(new HandOver("java.lang.VirtualThread", "start", HandOver.RECEIVER, Role.HANDS_OVER));
    }

    private static void netty(List<HandOver> all) {
        String executor = "io.netty.util.concurrent.SingleThreadEventExecutor";
        all.add(new HandOver(executor, "addTask", 0, Role.HANDS_OVER));
        all.add(new HandOver(executor, "removeTask", 0, Role.GIVES_UP));
        all.add(new HandOver(executor, "doStartThread", HandOver.RECEIVER, Role.STARTS_SERVICE));
        all.add(new HandOver("io.netty.util.concurrent.AbstractEventExecutor", "runTask", 0, Role.RUNS));
    }
}
