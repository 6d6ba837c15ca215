package dev.engram.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** What is known of the value of a call. The same object serves one call after the other. Not thread-safe. */
final class Measure {

    /** Bytes; {@link ValueSize#UNKNOWN} where there is no value, or none that can be measured. */
    long size = ValueSize.UNKNOWN;

    /** Why a value that is there has no size, one word; null where there is no value, or a size. */
    @Nullable
    String unknown;

    /** The value's JSON, as {@code gen_ai.memory.records} has it; null where it is not to be shown. */
    @Nullable
    String records;

    /** Of a call that has no value. */
    static final Measure NONE = new Measure();

    /** Of a value of that size. */
    static Measure of(long size) {
        Measure measure = new Measure();
        measure.size = size;
        return measure;
    }
}
