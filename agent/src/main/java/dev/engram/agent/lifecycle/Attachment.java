package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.types.TypeValue;
import dev.engram.bootstrap.Probe;

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
 * <p>Commands come one at a time.
 */
public final class Attachment {

    private final CallRecorder recorder;
    private final Weavers weavers;
    private final Telemetry telemetry;
    private final Shutdown shutdown;
    private boolean isOn = true;

    /** What runs since now. */
    public Attachment(CallRecorder recorder, Weavers weavers, Telemetry telemetry, Shutdown shutdown) {
        this.recorder = recorder;
        this.weavers = weavers;
        this.telemetry = telemetry;
        this.shutdown = shutdown;
    }

    /** Whether calls are recorded. */
    public boolean isOn() {
        return isOn;
    }

    /** Records calls that begin from now on. */
    public String on() {
        if (isOn) {
            return "Recording is on already.";
        }
        isOn = true;
        recorder.turn(true);
        Probe.install(recorder);
        return said("Recording is on.");
    }

    /** Records no call that begins from now on; woven methods cost one branch. */
    public String off() {
        if (!isOn) {
            return "Recording is off already.";
        }
        isOn = false;
        turnOff();
        return said("Recording is off; calls that are open are recorded to their end.");
    }

    private void turnOff() {
        Probe.pause();
        recorder.turn(false);
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
    public String detach() {
        if (!shutdown.unregister()) {
            throw new IllegalStateException("The process is ending, and Engram with it.");
        }
        turnOff();
        weavers.uninstall();
        shutdown.run();
        TraceStack.releaseAll();
        TypeValue.releaseAll();
        String answer = "Detached: " + telemetry.ledger() + "." + threads()
                + " The JVM keeps the four small classes of dev.engram.bootstrap and the two that load the agent.";
        Log.info(answer);
        return answer;
    }

    /** The threads that an endpoint still holds. */
    private static String threads() {
        StringBuilder names = new StringBuilder();
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().startsWith("engram-") && each != Thread.currentThread()) {
                names.append(names.length() == 0 ? "" : ", ").append(each.getName());
            }
        }
        return names.length() == 0 ? "" : " Threads that still wait for an endpoint: " + names + ".";
    }
}
