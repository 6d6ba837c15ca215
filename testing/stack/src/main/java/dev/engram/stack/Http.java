package dev.engram.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Questions to the programs' HTTP APIs. Thread-safe. */
final class Http {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();

    /** Whether it answers with a success now. */
    boolean answers(URI uri) throws InterruptedException {
        try {
            return get(uri).statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** The answer, whatever its status says: these APIs tell their errors in JSON. */
    JsonNode json(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(uri);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IOException(uri + " answered " + answer.statusCode() + " and no JSON: " + answer.body(), e);
        }
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).timeout(WITHIN).build(), BodyHandlers.ofString());
    }
}
