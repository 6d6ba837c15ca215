package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.export.HttpResponse;

/** What an endpoint answered, as the SDK's exporters want it. Immutable, but for the array that it hands on. */
final class Answer implements HttpResponse {

    private static final String PAGE = "text/html";

    private final int status;
    private final byte[] body;
    private final long retryAfterSeconds;
    private final boolean isPage;

    /**
     * An answer.
     *
     * @param retryAfterSeconds what the endpoint asks for before the next attempt, 0 where it does not
     * @param contentType the header's value, empty where there is none
     */
    Answer(int status, byte[] body, long retryAfterSeconds, String contentType) {
        this.status = status;
        this.body = body;
        this.retryAfterSeconds = retryAfterSeconds;
        this.isPage = contentType.regionMatches(true, 0, PAGE, 0, PAGE.length());
    }

    /**
     * Whether a success is none: user interfaces, such as Jaeger's, give their first page to whatever is asked of them.
     */
    boolean isPageOfSuccess() {
        return isPage && status >= 200 && status < 300;
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
