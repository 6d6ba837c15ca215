package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Grafana's data source of traces asks; that the answers are the real Jaeger's: JaegerOnEngramIT. */
class JaegerApiTest {

    private static final String SERVICE = "agentic-qe-fleet";

    private static TestCollector collector;

    @BeforeAll
    static void start() throws Exception {
        collector = new TestCollector();
        collector.send(SeedTrace.request());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    @Test
    @DisplayName("services and operations")
    void names() throws Exception {
        assertThat(texts(get("/api/services").path("data"))).containsExactly(SERVICE);
        assertThat(texts(get("/api/services/" + SERVICE + "/operations").path("data")))
                .contains("aqe.memory.store", "aqe.task.execute")
                .doesNotHaveDuplicates();
        assertThat(get("/api/services/no%2Fsuch/operations").path("data")).isEmpty();
        JsonNode operation = get("/api/operations?service=" + SERVICE + "&spanKind=internal")
                .path("data")
                .path(0);
        assertThat(operation.path("name").asText()).isEqualTo("aqe.memory.delete");
        assertThat(operation.path("spanKind").asText()).isEqualTo("internal");
        assertThat(get("/api/operations?service=" + SERVICE + "&spanKind=client")
                        .path("data"))
                .isEmpty();
    }

    @Test
    @DisplayName("a trace that is not there: 404 in Jaeger's form and in Engram's; among others a separate error")
    void missing() throws Exception {
        String none = "0af7651916cd43dd8448eb211c80319d";
        HttpResponse<byte[]> response = Http.get(collector.get().apiPort(), "/api/traces/" + none);
        assertThat(response.statusCode()).isEqualTo(404);
        JsonNode answer = Json.read(new String(response.body(), StandardCharsets.UTF_8));
        assertThat(answer.path("data").isNull()).isTrue();
        assertThat(answer.path("errors").path(0).path("code").asInt()).isEqualTo(404);
        assertThat(answer.path("errors").path(0).path("msg").asText()).isEqualTo("trace not found");
        assertThat(answer.path("error").asText()).startsWith("There is no trace " + none);
        JsonNode both = get("/api/traces?traceID=" + none + "&traceID=" + SeedTrace.TRACE_ID);
        assertThat(both.path("data")).hasSize(1);
        assertThat(both.path("errors")).hasSize(1);
        assertThat(both.path("errors").path(0).path("traceID").asText()).isEqualTo(none);
    }

    @Test
    @DisplayName("a trace by its id: for Jaeger's clients in data, for Engram's beside it")
    void trace() throws Exception {
        JsonNode answer = get("/api/traces/" + SeedTrace.TRACE_ID);
        assertThat(answer.path("spans")).hasSize(13);
        JsonNode trace = answer.path("data").path(0);
        assertThat(trace.path("traceID").asText()).isEqualTo(SeedTrace.TRACE_ID);
        assertThat(trace.path("processes").path("p1").path("serviceName").asText())
                .isEqualTo(SERVICE);
        JsonNode store = trace.path("spans").path(2);
        assertThat(store.path("operationName").asText()).isEqualTo("aqe.memory.store");
        assertThat(store.path("startTime").asLong()).isEqualTo(1_732_089_600_005_000L);
        assertThat(store.path("duration").asLong()).isEqualTo(12_000);
        assertThat(store.path("references").path(0).path("refType").asText()).isEqualTo("CHILD_OF");
        assertThat(store.path("tags"))
                .contains(
                        Json.read("{\"key\":\"memory.value_size\",\"type\":\"int64\",\"value\":387}"),
                        Json.read("{\"key\":\"span.kind\",\"type\":\"string\",\"value\":\"internal\"}"),
                        Json.read("{\"key\":\"otel.status_code\",\"type\":\"string\",\"value\":\"OK\"}"));
        assertThat(store.path("logs").path(0).path("fields").path(0))
                .isEqualTo(Json.read("{\"key\":\"event\",\"type\":\"string\",\"value\":\"memory.store.started\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&operation=aqe.task.execute&minDuration=195ms",
                "&minDuration=0.4s&maxDuration=409ms",
                "&tags={\"memory.key\":\"test-plan-user-service\"}",
                "&tag=memory.namespace:aqe/reports&tag=memory.value_size:1247",
                "&start=1732089600000000&end=1732089601000000&limit=20",
            })
    @DisplayName("a search finds the trace")
    void found(String parameters) throws Exception {
        JsonNode data =
                get("/api/traces?service=" + SERVICE + encoded(parameters)).path("data");
        assertThat(data).hasSize(1);
        assertThat(data.path(0).path("traceID").asText()).isEqualTo(SeedTrace.TRACE_ID);
        assertThat(data.path(0).path("spans")).hasSize(13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&operation=no.such",
                "&operation=aqe.task.execute&minDuration=196ms",
                "&maxDuration=1us",
                "&tags={\"memory.key\":\"x\"}",
                "&start=1732089601000000",
                "&end=1732089599000000",
            })
    @DisplayName("a search for what is not there finds nothing")
    void notFound(String parameters) throws Exception {
        assertThat(get("/api/traces?service=" + SERVICE + encoded(parameters)).path("data"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/traces?service=a&minDuration=fast",
                "/api/traces?service=a&minDuration=2s&maxDuration=1s",
                "/api/traces?service=a&start=yesterday",
                "/api/traces?service=a&limit=-1",
                "/api/traces?service=a&tags=[1]",
                "/api/traces?service=a&tags=x",
                "/api/traces?service=a&tag=x",
                "/api/operations",
                "/api/dependencies?endTs=x"
            })
    @DisplayName("a parameter that cannot be is said")
    void wrong(String path) throws Exception {
        HttpResponse<byte[]> answer =
                Http.get(collector.get().apiPort(), path.replace("[", "%5B").replace("]", "%5D"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(new String(answer.body(), StandardCharsets.UTF_8))
                        .path("error")
                        .asText())
                .isNotEmpty();
    }

    @Test
    @DisplayName("traces by several ids, and Engram's own list without Jaeger's parameters")
    void byIds() throws Exception {
        JsonNode data =
                get("/api/traces?traceID=" + SeedTrace.TRACE_ID + "&traceID=ff").path("data");
        assertThat(data).hasSize(1);
        assertThat(get("/api/traces?limit=5").isArray()).isTrue();
    }

    @Test
    @DisplayName("the graph of a time")
    void dependencies() throws Exception {
        List<String> edges = new ArrayList<>();
        for (JsonNode edge :
                get("/api/dependencies?endTs=1732089700000&lookback=3600000").path("data")) {
            edges.add(edge.path("parent").asText() + " > " + edge.path("child").asText() + " x "
                    + edge.path("callCount").asInt());
        }
        assertThat(edges).contains("qe-test-executor > memory aqe/test-plans x 1");
        assertThat(get("/api/dependencies?endTs=1732000000000&lookback=1000").path("data"))
                .isEmpty();
    }

    private static String encoded(String parameters) {
        StringBuilder encoded = new StringBuilder();
        for (String parameter : parameters.split("&", -1)) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                encoded.append('&')
                        .append(parameter, 0, equals + 1)
                        .append(URLEncoder.encode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return encoded.toString();
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<byte[]> answer = Http.get(collector.get().apiPort(), path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.read(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
