package dev.engram.agent.record;

import org.jspecify.annotations.Nullable;

/**
 * Tells what a client library's command is. Called on the consumer's thread only. Implementations read names and
 * addresses, never arguments.
 */
public interface CommandReader {

    /**
     * Reads a command and where it was sent.
     *
     * @param connection the woven method's receiver
     * @param command its first argument
     */
    Command read(@Nullable Object connection, @Nullable Object command);

    /** The server's error code, such as {@code WRONGTYPE}, null when {@code thrown} is no answer of the server. */
    @Nullable
    String statusCode(Throwable thrown);
}
