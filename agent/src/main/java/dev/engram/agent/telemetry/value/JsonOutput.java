package dev.engram.agent.telemetry.value;

import java.nio.ByteBuffer;

/**
 * Receives the JSON of an object piece by piece. Each method throws {@link UnreadableException} where there is no room left.
 * Not thread-safe.
 */
interface JsonOutput {

    /** One character of JSON's own: a bracket, a comma, a colon. */
    void punctuation(char c) throws UnreadableException;

    /** JSON as it is: a number, {@code null}, what another library wrote. */
    void raw(String json) throws UnreadableException;

    void number(long number) throws UnreadableException;

    /** A text, to be escaped and put in quotes. */
    void string(CharSequence text) throws UnreadableException;

    /** Bytes, to be shown as a string in Base64. */
    void base64(ByteBuffer bytes) throws UnreadableException;
}
