package com.acme.stress.channel;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** One thing that the fork tells. Seconds are those since the load began. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Message.Sampled.class, name = "sample"),
    @JsonSubTypes.Type(value = Message.Cycled.class, name = "cycle"),
    @JsonSubTypes.Type(value = Message.Optimized.class, name = "optimization"),
    @JsonSubTypes.Type(value = Message.Alerted.class, name = "alert"),
    @JsonSubTypes.Type(value = Message.Failed.class, name = "error"),
    @JsonSubTypes.Type(value = Message.LevelBegan.class, name = "level"),
    @JsonSubTypes.Type(value = Message.Found.class, name = "finding"),
    @JsonSubTypes.Type(value = Message.RecoveryBegan.class, name = "recovery"),
    @JsonSubTypes.Type(value = Message.Recovered.class, name = "recovered"),
    @JsonSubTypes.Type(value = Message.Protected.class, name = "safety"),
    @JsonSubTypes.Type(value = Message.Ended.class, name = "ended")
})
public sealed interface Message {

    /** The load begins. */
    record Started(double capacityMb, double initialMb) implements Message {}

    /**
     * The state at a moment.
     *
     * @param cpuSeconds of the process since its start
     * @param collections garbage collections since its start
     * @param collectionSeconds what these took together
     * @param operations of the memory since the load began
     * @param requested optimizations that came into the queue since then
     * @param refused optimizations that were not taken, or taken out again
     */
    record Sampled(
            Sample sample,
            double cpuSeconds,
            long collections,
            double collectionSeconds,
            long operations,
            long requested,
            long refused)
            implements Message {}

    /**
     * A management cycle is over.
     *
     * @param usedMb of the heap when the operations were done, before the memory managed itself
     * @param pressure as the manager found it at that moment; 0 if the cycle failed
     */
    record Cycled(double seconds, double millis, double usedMb, double pressure) implements Message {}

    /** An optimization was carried out. */
    record Optimized(Optimization optimization) implements Message {}

    /** The manager has raised an alert. */
    record Alerted(double seconds, String kind, String severity, String text) implements Message {}

    /**
     * An operation or a cycle failed.
     *
     * @param kind simple name of the exception
     */
    record Failed(double seconds, String kind, String message) implements Message {}

    /** A level of stress begins. */
    record LevelBegan(double seconds, String name, double value) implements Message {}

    /** A number of the scenario's own. */
    record Found(String name, double value) implements Message {}

    /** The stress is over. */
    record RecoveryBegan(double seconds) implements Message {}

    /** The memory is as before the stress. */
    record Recovered(double seconds) implements Message {}

    /** A safety measure. */
    record Protected(double seconds, Measure measure, String detail) implements Message {}

    /** What protects a run. */
    enum Measure {
        HEALTH_CHECK,
        CLEAN_UP,
        EMERGENCY_SHUTDOWN
    }

    /**
     * The load is over; what it held is released, the memory's state is not.
     *
     * @param finalMb live heap
     * @param failure why it ended early; null where it did not fail
     */
    record Ended(double seconds, double finalMb, @Nullable String failure) implements Message {}
}
