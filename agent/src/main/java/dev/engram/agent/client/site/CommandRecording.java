package dev.engram.agent.client.site;

/** Which commands of client libraries are spans. Metrics count them all, but with {@link #OFF}. */
public enum CommandRecording {
    /** All: beneath what is open on their thread, or as roots. */
    ALL,
    /** Those beneath a memory operation or task. */
    BENEATH,
    /** None. */
    METRICS,
    /** None, and the client libraries are not woven. */
    OFF
}
