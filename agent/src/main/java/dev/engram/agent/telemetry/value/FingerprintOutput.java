package dev.engram.agent.telemetry.value;

import java.nio.ByteBuffer;

/** Takes the fingerprint of JSON on its way to another output. Not thread-safe. */
final class FingerprintOutput implements JsonOutput {

    private final JsonOutput next;
    private final Fingerprint fingerprint;

    FingerprintOutput(JsonOutput next, Fingerprint fingerprint) {
        this.next = next;
        this.fingerprint = fingerprint;
    }

    @Override
    public void punctuation(char c) throws UnreadableException {
        next.punctuation(c);
        fingerprint.character(c);
    }

    @Override
    public void raw(String json) throws UnreadableException {
        next.raw(json);
        fingerprint.raw(json);
    }

    @Override
    public void number(long number) throws UnreadableException {
        next.number(number);
        fingerprint.raw(Long.toString(number));
    }

    @Override
    public void string(CharSequence text) throws UnreadableException {
        // First the size: a text that is too long is not read.
        next.string(text);
        fingerprint.text(text);
    }

    @Override
    public void base64(ByteBuffer bytes) throws UnreadableException {
        next.base64(bytes);
        fingerprint.bytes(bytes);
    }
}
