package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.server.otlp.MetricEncoder;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a command's metrics by OTLP over HTTP, to where OpenTelemetry's environment variables say. What cannot be sent
 * is lost, which is said when it begins; the figures themselves are in the next survey again. For one thread.
 */
final class OtlpMetrics implements Consumer<List<MetricPoint>> {

    private static final String SCOPE = "dev.engram.redis.survey";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI endpoint;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private boolean failing;

    private OtlpMetrics(URI endpoint, Map<String, String> environment, Consumer<String> warnings) {
        this.endpoint = endpoint;
        this.environment = environment;
        this.warnings = warnings;
    }

    /**
     * A sender to the endpoint of the environment; null where it names none.
     *
     * @param warnings gets a sentence when sending begins to fail
     * @throws Failure where the endpoint or the protocol is none that can be used
     */
    static @Nullable OtlpMetrics of(Map<String, String> environment, Consumer<String> warnings) throws Failure {
        String whole = environment.getOrDefault("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "");
        String base = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        if (whole.isEmpty() && base.isEmpty()) {
            return null;
        }
        String protocol = environment.getOrDefault(
                "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
                environment.getOrDefault("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        if (!protocol.equals("http/protobuf")) {
            throw new Failure("This command sends metrics as http/protobuf, not as " + protocol
                    + "; give OTEL_EXPORTER_OTLP_METRICS_ENDPOINT an address for that, and"
                    + " OTEL_EXPORTER_OTLP_METRICS_PROTOCOL that name.");
        }
        String url = whole.isEmpty() ? base.replaceFirst("/$", "") + "/v1/metrics" : whole;
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return new OtlpMetrics(uri, environment, warnings);
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(wrong(url), e);
        }
        throw new Failure(wrong(url));
    }

    private static String wrong(String url) {
        return "The endpoint for metrics, " + url + ", is no address; it looks like http://127.0.0.1:4318.";
    }

    @Override
    public void accept(List<MetricPoint> points) {
        String service = environment.getOrDefault("OTEL_SERVICE_NAME", "engram-redis-survey");
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(MetricEncoder.encode(service, SCOPE, points)));
        headers(request);
        String problem;
        try {
            HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
            problem = answer.statusCode() / 100 == 2 ? null : "it answers with status " + answer.statusCode();
        } catch (IOException e) {
            problem = e.getMessage() == null ? "nothing answers there" : e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (problem != null && !failing) {
            warnings.accept("Metrics cannot be sent to " + endpoint + " (" + problem + "); surveys go on.");
        }
        failing = problem != null;
    }

    private void headers(HttpRequest.Builder request) {
        String headers = environment.getOrDefault(
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS", environment.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", ""));
        for (String pair : headers.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value = pair.substring(equals + 1).strip().replace("+", "%2B");
                request.setHeader(pair.substring(0, equals).strip(), URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
    }
}
