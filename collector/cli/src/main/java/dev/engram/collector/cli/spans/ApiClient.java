package dev.engram.collector.cli.spans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.SpanFiles;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a running collector. */
public final class ApiClient {

    /** What {@link #sendSpans} gives if the request is larger than the collector takes. */
    static final long TOO_LARGE = -1;

    private static final int UNAUTHORIZED = 401;
    private static final int CONTENT_TOO_LARGE = 413;

    /** A control character, as it is encoded. */
    private static final Pattern CONTROL = Pattern.compile("%[01][0-9A-F]|%7F");

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Longer than queries may run by default, so that the collector's own answer comes first. */
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private static final int TRIES = 60;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI base;
    private final @Nullable String token;
    private final HttpClient client;

    /**
     * A client of one collector.
     *
     * @param url such as {@code http://127.0.0.1:4319}
     * @param token what the collector asks for; null for nothing
     * @param authority file with certificates that are trusted; null for those that Java trusts
     * @throws Failure where it is no such address
     */
    ApiClient(String url, @Nullable String token, @Nullable Path authority) throws Failure {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
        if (authority != null) {
            builder.sslContext(Trust.of(authority));
        }
        this.client = builder.build();
        this.token = token;
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
        return send(query("/api/query", sql));
    }

    /**
     * Writes the result of a query into a file, as Parquet.
     *
     * @return whether there are more rows
     */
    boolean query(String sql, Path file) throws Failure, IOException {
        HttpResponse<InputStream> answer = ask(query("/api/query?format=parquet", sql), BodyHandlers.ofInputStream());
        try (InputStream body = body(answer)) {
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return answer.headers().firstValue("engram-truncated").orElse("").equals("true");
    }

    private HttpRequest query(String path, String sql) throws Failure {
        String body = Json.write(Json.mapper().createObjectNode().put("sql", sql));
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
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
        return get("/api/traces", parameters);
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
        return get("/api/lineage", parameters);
    }

    /**
     * Spans as lines of OTLP/JSON, to be closed by the caller.
     *
     * @param parameters of the request; those that are null are left out
     */
    InputStream export(Map<String, @Nullable Object> parameters) throws Failure {
        return body(ask(request("/api/export?" + query(parameters)).GET().build(), BodyHandlers.ofInputStream()));
    }

    /** The content of an answer, which may be an error instead. */
    private InputStream body(HttpResponse<InputStream> answer) throws Failure {
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
     * @return how many of the spans the collector rejected; {@link #TOO_LARGE} if it takes no request of this size
     */
    long sendSpans(@Nullable String otlp, byte[] request) throws Failure {
        String place = otlp == null ? ownOtlp() : otlp;
        HttpRequest post = to(place + "/v1/traces")
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(request))
                .build();
        HttpResponse<byte[]> answer = ask(post, BodyHandlers.ofByteArray());
        for (int again = 0; again < TRIES && (answer.statusCode() == 429 || answer.statusCode() == 503); again++) {
            pause();
            answer = ask(post, BodyHandlers.ofByteArray());
        }
        if (answer.statusCode() == UNAUTHORIZED) {
            throw refused(answer.statusCode(), Json.mapper().createObjectNode());
        }
        if (answer.statusCode() == CONTENT_TOO_LARGE) {
            return TOO_LARGE;
        }
        if (answer.statusCode() != 200) {
            throw new Failure(
                    "The collector at " + place + " does not take spans: status " + answer.statusCode() + ".");
        }
        return SpanFiles.rejected(answer.body());
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

    private JsonNode get(String path, Map<String, @Nullable Object> parameters) throws Failure {
        String query = query(parameters);
        if (!CONTROL.matcher(query).find()) {
            return send(
                    request(path + (query.isEmpty() ? "" : "?" + query)).GET().build());
        }
        // No address may have these characters; a form may.
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(query))
                .build());
    }

    private static String query(Map<String, @Nullable Object> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (value != null) {
                query.append(query.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }

    private HttpRequest.Builder request(String path) throws Failure {
        return to(base + path);
    }

    private HttpRequest.Builder to(String address) throws Failure {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(ANSWER);
        if (token != null) {
            try {
                request.header("Authorization", "Bearer " + token);
            } catch (IllegalArgumentException e) {
                throw new Failure(
                        "The token has characters that no header can have (it is not shown, for it is a secret).", e);
            }
        }
        return request;
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
        } catch (SSLException e) {
            throw new Failure(
                    "TLS with " + base + " fails: " + e.getMessage()
                            + "; does the collector speak https, and is its certificate trusted (--ca-certificate)?",
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

    private Failure refused(int status, JsonNode body) {
        if (status == UNAUTHORIZED) {
            return new Failure("The collector at " + base + (token == null ? " asks for a token" : " has another token")
                    + "; give --token-file, or ENGRAM_TOKEN in the environment.");
        }
        return new Failure(body.path("error").asText("The collector answered with status " + status + "."));
    }
}
