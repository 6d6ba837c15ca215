package dev.engram.agent.telemetry.value;

import org.jspecify.annotations.Nullable;

/** What is known of the value of a call. The same object serves one call after the other. Not thread-safe. */
public final class ValueSummary {

    /** Of a call that has no value. Not to be changed. */
    public static final ValueSummary NONE = new ValueSummary();

    /** Bytes; {@link ValueSize#UNKNOWN} where there is no value, or none whose size can be told. */
    public long size = ValueSize.UNKNOWN;

    /** Why a value that is there has no size, one word; null where there is no value, or a size. */
    @Nullable
    public String unknown;

    /** Tells whether it is the same as another; null where it has no size, and where that is not to be shown. */
    @Nullable
    public String fingerprint;

    /** The value's JSON, as {@code gen_ai.memory.records} has it; null where it is not to be shown. */
    @Nullable
    public String records;

    /** Of a value of that size in bytes. */
    public static ValueSummary of(long size) {
        ValueSummary summary = new ValueSummary();
        summary.size = size;
        return summary;
    }
}
