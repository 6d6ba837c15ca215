package dev.engram.agent.lifecycle;

import dev.engram.agent.config.Settings;
import dev.engram.agent.lifecycle.jvm.JvmLoad;
import dev.engram.agent.lifecycle.jvm.OwnThreads;
import dev.engram.agent.lifecycle.jvm.StatusBean;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.types.TypeValue;
import dev.engram.bootstrap.Probe;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Engram in this process, from its start to its detaching: what commands turn on and off, ask, and take away.
 *
 * <p>Guarantees of {@link #detach}:
 *
 * <ol>
 *   <li>Every class has its own code again, no transformer and no shutdown hook of Engram's stays.
 *   <li>What was recorded is exported, or counted as dropped; threads and connections end.
 *   <li>No thread and no class of the application refers to an object of Engram's, so that the garbage collector can unload
 *       Engram. What the application holds itself keeps it until the application lets it go: a lazy result (Reactor, RxJava) that
 *       was recorded, a future that is not done, a woven call that has not returned.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class Attachment {

    /** The module that measures the process and shows beans; a runtime image may lack it. */
    private static final String MANAGEMENT = "java.management";

    /** How long a thread that has been told to end may take for it. */
    private static final long LAST_MILLIS = 1000;

    private final CallRecorder recorder;
    private final Weavers weavers;
    private final Telemetry telemetry;
    private final Shutdown shutdown;
    private final Reloading reloading;
    private final Status status;
    private final Settings settings;
    private final Sampler sampler;
    private boolean isOn = true;

    /** Asked without the lock: the scheduler's last work waits for nothing. */
    private volatile boolean isDetached;

    private volatile boolean isShown;
    private RecordingLevel step = RecordingLevel.ALL;

    /**
     * What runs since now.
     *
     * @param sampler decides which traces make spans, unless self-protection has them make none
     */
    public Attachment(
            CallRecorder recorder,
            Weavers weavers,
            Telemetry telemetry,
            Shutdown shutdown,
            Reloading reloading,
            Status status,
            Settings settings,
            Sampler sampler) {
        this.recorder = recorder;
        this.weavers = weavers;
        this.telemetry = telemetry;
        this.shutdown = shutdown;
        this.reloading = reloading;
        this.status = status;
        this.settings = settings;
        this.sampler = sampler;
    }

    /** Adds to {@code scheduler} what the settings ask for: watching the rule file, self-protection, the JMX bean. */
    public void schedule(Scheduler scheduler) {
        if (settings.rules().isWatched()) {
            scheduler.every(1000, this::watchRules);
        }
        boolean isManaged = ModuleLayer.boot().findModule(MANAGEMENT).isPresent();
        if (settings.protection().isOn() && !isManaged) {
            sayUnmanaged("ENGRAM_MAX_HEAP, ENGRAM_MAX_CPU and ENGRAM_MAX_OWN_CPU have");
        } else if (settings.protection().isOn()) {
            scheduler.every(1000, new Protecting());
        }
        if (settings.diagnosis().showsJmx() && !isManaged) {
            sayUnmanaged("ENGRAM_JMX has");
        } else if (settings.diagnosis().showsJmx()) {
            // Not before main: the server of beans is the application's to set up.
            scheduler.repeat(() -> {
                showBean();
                return Long.MAX_VALUE / 1_000_000;
            });
        }
    }

    private static void sayUnmanaged(String settings) {
        Log.warn(settings + " no effect: this Java runtime has no module " + MANAGEMENT
                + ". Add it by jlink --add-modules " + MANAGEMENT + ".");
    }

    /** Measures from the first check on: the JVM's management is not to be touched before. */
    private final class Protecting implements Runnable {
        private @Nullable SelfProtection protection;

        @Override
        public void run() {
            SelfProtection known = protection;
            if (known == null) {
                known = new SelfProtection(settings.protection(), new JvmLoad(), Attachment.this::step);
                protection = known;
            }
            known.check();
        }
    }

    private void showBean() {
        if (!isDetached && !isShown) {
            isShown = true;
            new StatusBean(() -> status(true), this::isOn, this::record).register();
        }
    }

    private void step(RecordingLevel next, String reason) {
        if (!isDetached) {
            take(next, reason);
        }
    }

    private synchronized void take(RecordingLevel next, String reason) {
        boolean isLess = next.level() < step.level();
        step = next;
        telemetry.vitals().stepped();
        apply();
        String sentence = "Self-protection: " + reason + "; recording is " + next.label() + ".";
        if (isLess) {
            Log.warn(sentence);
        } else {
            Log.info(sentence);
        }
    }

    /** Records what the user wants and self-protection allows. */
    private void apply() {
        boolean records = isOn
                && step != RecordingLevel.OFF
                && (step == RecordingLevel.ALL || settings.exports().makesMetrics());
        recorder.sampleBy(step == RecordingLevel.ALL ? sampler : Sampler.alwaysOff());
        recorder.turn(records);
        if (records) {
            Probe.install(recorder);
        } else {
            Probe.pause();
        }
        telemetry.vitals().recording(isOn ? step.level() : 0);
    }

    /** Whether calls are recorded. */
    public synchronized boolean isOn() {
        return isOn;
    }

    /** Records calls that begin from now on. */
    public synchronized String on() {
        if (isOn) {
            return "Recording is on already.";
        }
        isOn = true;
        apply();
        return said("Recording is on.");
    }

    /** Records no call that begins from now on; woven methods cost one branch. */
    public synchronized String off() {
        if (!isOn) {
            return "Recording is off already.";
        }
        isOn = false;
        apply();
        return said("Recording is off; calls that are open are recorded to their end.");
    }

    private void record(boolean on) {
        String unused = on ? on() : off();
    }

    /** How it is: a JSON object, or a text for people. */
    public synchronized String status(boolean isJson) {
        Map<String, Object> tree =
                status.tree(isOn ? step.label() + (step == RecordingLevel.ALL ? "" : ", by self-protection") : "off");
        return isJson ? StatusJson.of(tree) : StatusText.of(tree);
    }

    /**
     * Reads the rules again.
     *
     * @param file another file than the last one; null for that
     * @return what has changed
     * @throws IllegalStateException with what is wrong, where nothing was changed
     */
    public synchronized String reload(@Nullable String file) {
        return said(reloading.reload(file));
    }

    /** Reads the rule file again if it has changed. */
    private void watchRules() {
        if (!isDetached) {
            synchronized (this) {
                reloading.check();
            }
        }
    }

    private static String said(String sentence) {
        Log.info(sentence);
        return sentence;
    }

    /**
     * Ends.
     *
     * @return what became of what was recorded, and what stays in the process
     * @throws IllegalStateException when the process is ending
     */
    public synchronized String detach() {
        if (!shutdown.unregister()) {
            throw new IllegalStateException("The process is ending, and Engram with it.");
        }
        isDetached = true;
        isOn = false;
        apply();
        if (isShown) {
            StatusBean.unregister();
        }
        weavers.uninstall();
        shutdown.run();
        TraceStack.releaseAll();
        TypeValue.releaseAll();
        String answer = "Detached: " + telemetry.ledger() + "." + threads()
                + " The JVM keeps the five small classes of dev.engram.bootstrap and the two that load the agent.";
        Log.info(answer);
        return answer;
    }

    /** The threads that an endpoint still holds; those that are about to end are waited for. */
    private static String threads() {
        List<Thread> alive = OwnThreads.alive();
        try {
            for (Thread each : alive) {
                each.join(LAST_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        String names =
                alive.stream().filter(Thread::isAlive).map(Thread::getName).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " Threads that still wait for an endpoint: " + names + ".";
    }
}
