package dev.engram.agent.client.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands that were sent together. Read once the last reply is there.
 *
 * @param commands as the library has them, in their order; at most {@link #MAX}
 * @param replies what came back, in the same order: null for a null reply, a {@link Throwable} for an error
 * @param size how many were sent
 */
public record CommandBatch(List<Object> commands, List<@Nullable Object> replies, int size) {

    /** Commands of one batch whose objects are kept; the rest is only counted. */
    public static final int MAX = 10_000;
}
