package dev.engram.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.StartException;
import dev.engram.collector.server.access.Token;
import dev.engram.demo.Demo;
import dev.engram.demo.Parts;
import dev.engram.demo.Scene;
import dev.engram.demo.StartedResources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A collector on free ports, with what a test wants to look at. */
final class Filled implements AutoCloseable {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private final StartedResources belongings;
    private final Collector collector;

    private Filled(StartedResources belongings, Collector collector) {
        this.belongings = belongings;
        this.collector = collector;
    }

    /** With all that the demo's application does under the agent on a real Redis. */
    static Filled byTheDemo() throws Exception {
        StartedResources belongings = new StartedResources();
        StringWriter said = new StringWriter();
        try (PrintWriter out = new PrintWriter(said)) {
            Demo demo = new Demo(
                    Parts.in(ROOT),
                    CollectorOptions.builder().onFreePorts().build(),
                    Map.of("ENGRAM_CAPTURE_CONTENT", "true"),
                    Duration.ofSeconds(60),
                    belongings,
                    out);
            Collector collector = demo.show(Scene.of("all"), List.of("--scenario", "all", "--with-miss"));
            assertThat(collector.flush()).isTrue();
            return new Filled(belongings, collector);
        } catch (Exception | AssertionError e) {
            belongings.close();
            throw new AssertionError("The demo said:\n" + said, e);
        }
    }

    static Filled byNothing() throws StartException {
        return new Filled(
                new StartedResources(),
                Collector.start(CollectorOptions.builder().onFreePorts().build()));
    }

    /** With nothing but a token that is asked for. */
    static Filled byNothing(String token) throws StartException {
        return new Filled(
                new StartedResources(),
                Collector.start(CollectorOptions.builder()
                        .onFreePorts()
                        .token(new Token(token))
                        .build()));
    }

    /** With what a survey of this Redis counts, and nothing else. */
    static Filled bySurvey(String redis) throws Exception {
        return new Filled(
                new StartedResources(),
                Collector.start(CollectorOptions.builder()
                        .onFreePorts()
                        .surveyRedis(
                                SurveySettings.of(RedisAddress.parse(redis))
                                        .interval(Duration.ofMillis(200))
                                        .build(),
                                null)
                        .build()));
    }

    /** The address of a view. */
    String url(String view) {
        return collector.apiUrl() + "/#" + view;
    }

    /** Sends a span of now, of one memory operation, and waits until it can be queried. */
    void send(String spanId, String name, String agent, Map<String, Object> attributes)
            throws IOException, InterruptedException {
        long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        ObjectNode request = Json.mapper().createObjectNode();
        ObjectNode resource = request.putArray("resourceSpans").addObject();
        add(resource.putObject("resource").putArray("attributes"), "service.name", agent);
        ObjectNode span =
                resource.putArray("scopeSpans").addObject().putArray("spans").addObject();
        span.put("traceId", "5".repeat(16) + spanId)
                .put("spanId", spanId)
                .put("name", name)
                .put("startTimeUnixNano", String.valueOf(now))
                .put("endTimeUnixNano", String.valueOf(now + 2_000_000));
        ArrayNode array = span.putArray("attributes");
        add(array, "agent.id", agent);
        attributes.forEach((key, value) -> add(array, key, value));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.httpPort() + "/v1/traces"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(Json.write(request)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(collector.flush()).isTrue();
    }

    private static void add(ArrayNode attributes, String key, Object value) {
        ObjectNode any = attributes.addObject().put("key", key).putObject("value");
        if (value instanceof Boolean bool) {
            any.put("boolValue", bool);
        } else if (value instanceof Integer number) {
            any.put("intValue", number.toString());
        } else {
            any.put("stringValue", value.toString());
        }
    }

    /** Closes the collector while the test still looks. */
    void stop() {
        collector.close();
    }

    @Override
    public void close() {
        collector.close();
        belongings.close();
    }
}
