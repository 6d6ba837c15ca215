package dev.engram.agent.telemetry.metrics;

/** What the metrics need to know of one call, as texts and numbers. */
public interface Recordable {

    /** Records it in the metrics that it belongs to. For the consumer's thread. */
    void recordIn(Meters meters);
}
