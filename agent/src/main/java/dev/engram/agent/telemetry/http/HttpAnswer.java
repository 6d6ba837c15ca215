package dev.engram.agent.telemetry.http;

/**
 * One answer over HTTP.
 *
 * @param status the status code
 * @param body the first 64 KiB of the body
 * @param retryAfterSeconds the wait before the next attempt that the endpoint asks for, in seconds; 0 without one
 * @param contentType the header's value, empty without one
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares answers.
record HttpAnswer(int status, byte[] body, long retryAfterSeconds, String contentType) {

    private static final String PAGE = "text/html";

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the body is a web page. User interfaces, such as Jaeger's, answer every request with their first page. */
    boolean isPage() {
        return contentType.regionMatches(true, 0, PAGE, 0, PAGE.length());
    }

    /** The whole seconds in a {@code Retry-After} header; 0 for a date, which few servers send. */
    static long retryAfter(String header) {
        try {
            return Math.max(0, Long.parseLong(header.trim()));
        } catch (NumberFormatException date) {
            return 0;
        }
    }
}
