package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Jaeger's HTTP API, which its UI uses too. */
final class JaegerApi {
    private final URI base;
    private final Http http = new Http();

    /** Of the Jaeger at an address such as {@code http://127.0.0.1:16686}. */
    JaegerApi(URI base) {
        this.base = base;
    }

    /** What it answers under {@code data}, of any path; no node where it has nothing. */
    JsonNode data(String path) throws IOException, InterruptedException {
        return http.json(base.resolve(path)).path("data");
    }

    /** The trace as OTLP has it, {@code resourceSpans}, and as it was stored: Jaeger would sort the events. */
    JsonNode otlp(String traceId) throws IOException, InterruptedException {
        return http.json(base.resolve("/api/v3/traces/" + traceId + "?raw_traces=true"))
                .path("result");
    }

    /**
     * Waits for a trace.
     *
     * @param spans how many it has
     * @return the trace as Jaeger tells it: {@code spans} and {@code processes}
     */
    JsonNode awaitTrace(String traceId, long spans, Duration within) throws StackException, InterruptedException {
        Instant deadline = Instant.now().plus(within);
        String last = "it did not answer";
        while (Instant.now().isBefore(deadline)) {
            try {
                JsonNode trace = data("/api/traces/" + traceId).path(0);
                int now = trace.path("spans").size();
                if (now >= spans) {
                    return trace;
                }
                last = "it has " + now + " spans of " + spans;
            } catch (IOException e) {
                last = "it did not answer: " + e.getMessage();
            }
            Thread.sleep(100);
        }
        throw new StackException(
                "The trace " + traceId + " is not in Jaeger after " + within.toSeconds() + " s; " + last + ".");
    }
}
