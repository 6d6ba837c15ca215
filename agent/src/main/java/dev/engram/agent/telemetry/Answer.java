package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.export.HttpResponse;

/** What an endpoint answered, as the SDK's exporters want it. Immutable, but for the array that it hands on. */
final class Answer implements HttpResponse {

    private final int status;
    private final byte[] body;
    private final long retryAfterSeconds;

    /**
     * An answer.
     *
     * @param retryAfterSeconds what the endpoint asks for before the next attempt, 0 where it does not
     */
    Answer(int status, byte[] body, long retryAfterSeconds) {
        this.status = status;
        this.body = body;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The whole seconds in a {@code Retry-After} header; 0 for a date, which few send. */
    static long retryAfter(String header) {
        try {
            return Math.max(0, Long.parseLong(header.trim()));
        } catch (NumberFormatException date) {
            return 0;
        }
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    public String getStatusMessage() {
        return "";
    }

    @Override
    public byte[] getResponseBody() {
        return body;
    }
}
