package dev.engram.agent.lifecycle.jvm;

/** What JMX shows of Engram, as {@code dev.engram:type=Engram}. */
public interface EngramMXBean {

    /** What {@code ./engram status --json} prints. */
    String getStatus();

    boolean isRecording();

    /** Switches recording, like {@code ./engram on} and {@code off}. */
    void setRecording(boolean on);
}
