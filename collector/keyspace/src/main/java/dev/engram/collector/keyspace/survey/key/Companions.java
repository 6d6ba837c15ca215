package dev.engram.collector.keyspace.survey.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Names of companions, which belong to the key without their ending: {@code x:metadata} to {@code x}. */
public final class Companions {

    private Companions() {}

    /** The name without the suffix; null where it has none, or is nothing else. */
    public static byte @Nullable [] owner(byte[] name, String suffix) {
        byte[] end = suffix.getBytes(StandardCharsets.UTF_8);
        int length = name.length - end.length;
        return length > 0 && Arrays.equals(name, length, name.length, end, 0, end.length)
                ? Arrays.copyOf(name, length)
                : null;
    }
}
