package dev.engram.collector.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a running collector. */
final class ApiClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Longer than queries may run by default, so that the collector's own answer comes first. */
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private static final int TRIES = 60;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * @param url such as {@code http://127.0.0.1:4319}
     * @throws Failure where it is no such address
     */
    ApiClient(String url) throws Failure {
        try {
            base = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (URISyntaxException e) {
            throw new Failure(wrongUrl(url), e);
        }
        if (base.getHost() == null || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
            throw new Failure(wrongUrl(url));
        }
    }

    private static String wrongUrl(String url) {
        return "--url " + url + " is no address of a collector; it looks like http://127.0.0.1:4319.";
    }

    JsonNode query(String sql) throws Failure {
        String body = Json.write(Json.mapper().createObjectNode().put("sql", sql));
        return send(request("/api/query")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /**
     * @param id a trace id or {@code latest}
     */
    JsonNode trace(String id) throws Failure {
        if (!id.matches("latest|[0-9a-fA-F]{32}")) {
            throw new Failure("A trace id has 32 hex digits, or is \"latest\"; \"" + id + "\" is neither.");
        }
        return send(request("/api/traces/" + id).GET().build());
    }

    /**
     * The newest traces that match.
     *
     * @param parameters of the request; those that are null are left out
     */
    JsonNode traces(Map<String, @Nullable Object> parameters) throws Failure {
        return send(request("/api/traces" + query(parameters)).GET().build());
    }

    /**
     * Who wrote, read and deleted a key.
     *
     * @param namespace null for all
     */
    JsonNode lineage(String key, @Nullable String namespace, int limit) throws Failure {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("key", key);
        parameters.put("namespace", namespace);
        parameters.put("limit", limit);
        return send(request("/api/lineage" + query(parameters)).GET().build());
    }

    /**
     * Spans as lines of OTLP/JSON, to be closed by the caller.
     *
     * @param parameters of the request; those that are null are left out
     */
    InputStream export(Map<String, @Nullable Object> parameters) throws Failure {
        HttpResponse<InputStream> answer =
                ask(request("/api/export" + query(parameters)).GET().build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw refused(answer.statusCode(), json(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new Failure("The connection to " + base + " broke: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Sends spans; waits and tries again where the collector is busy.
     *
     * @param otlp address of OTLP over HTTP; null for the collector's own
     * @param request in protobuf
     */
    void sendSpans(@Nullable String otlp, byte[] request) throws Failure {
        String place = otlp == null ? ownOtlp() : otlp;
        HttpRequest post = HttpRequest.newBuilder(URI.create(place + "/v1/traces"))
                .timeout(ANSWER)
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(request))
                .build();
        HttpResponse<byte[]> answer = ask(post, BodyHandlers.ofByteArray());
        for (int again = 0; again < TRIES && (answer.statusCode() == 429 || answer.statusCode() == 503); again++) {
            pause();
            answer = ask(post, BodyHandlers.ofByteArray());
        }
        if (answer.statusCode() != 200) {
            throw new Failure(
                    "The collector at " + place + " does not take spans: status " + answer.statusCode() + ".");
        }
    }

    private String ownOtlp() throws Failure {
        JsonNode port = send(request("/api/status").GET().build()).path("ports").path("http");
        try {
            return new URI(base.getScheme(), null, base.getHost(), port.asInt(), null, null, null).toString();
        } catch (URISyntaxException e) {
            throw new Failure("The collector does not say where it takes OTLP; give --otlp that address.", e);
        }
    }

    private static void pause() throws Failure {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.", e);
        }
    }

    /** Returns where the collector says that it is well. */
    void health() throws Failure {
        JsonNode unused = send(request("/health").GET().build());
    }

    private static String query(Map<String, @Nullable Object> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    }

    private JsonNode send(HttpRequest request) throws Failure {
        HttpResponse<String> response = ask(request, BodyHandlers.ofString());
        JsonNode body = json(response.body());
        if (response.statusCode() != 200) {
            throw refused(response.statusCode(), body);
        }
        return body;
    }

    private <T> HttpResponse<T> ask(HttpRequest request, BodyHandler<T> handler) throws Failure {
        try {
            return client.send(request, handler);
        } catch (HttpTimeoutException | ConnectException e) {
            throw new Failure(
                    "No collector answers at " + base + "; start one with \"engram serve\" or give --url its address.",
                    e);
        } catch (IOException e) {
            throw new Failure("The connection to " + base + " broke: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.", e);
        }
    }

    private JsonNode json(String body) throws Failure {
        try {
            return Json.read(body);
        } catch (JsonProcessingException e) {
            throw new Failure("What answers at " + base + " is no Engram collector; give --url its API's address.", e);
        }
    }

    private static Failure refused(int status, JsonNode body) {
        return new Failure(body.path("error").asText("The collector answered with status " + status + "."));
    }
}
