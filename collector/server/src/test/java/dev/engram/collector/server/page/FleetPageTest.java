package dev.engram.collector.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.TestCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("With more agents, namespaces, patterns and keys than a view shows, its numbers are of all")
class FleetPageTest {

    private static final int AGENTS = 40;
    private static final int NAMESPACES = 60;
    private static final int PATTERNS = 150;
    private static final int MISSED_KEYS = 70;

    /** Has errors and misses, and is the least busy of all. */
    private static final String LAST = "agent-39";

    private static TestCollector collector;
    private static int spans;

    @BeforeAll
    static void fill() throws Exception {
        collector = new TestCollector();
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        ScopeSpans.Builder scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
        for (int agent = 0; agent < AGENTS; agent++) {
            for (int namespace = 0; namespace < NAMESPACES; namespace++) {
                if (agent == AGENTS - 1 && namespace != NAMESPACES - 1) {
                    continue;
                }
                boolean isLast = agent == AGENTS - 1;
                // An agent with a smaller number, and a namespace likewise, is busier.
                int times = isLast ? 1 : 1 + (AGENTS - agent + NAMESPACES - namespace) % 5;
                for (int i = 0; i < times; i++) {
                    Span.Builder span = span(
                                    scope,
                                    "retrieve",
                                    String.format("agent-%02d", agent),
                                    "space-" + namespace,
                                    agent + 1)
                            .addAttributes(SeedTrace.attribute("memory.key", "key-" + i))
                            .addAttributes(SeedTrace.attribute("memory.found", !isLast));
                    if (isLast) {
                        span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
                    }
                }
            }
        }
        for (int pattern = 0; pattern < PATTERNS; pattern++) {
            span(scope, "search", "agent-00", "space-0", pattern == 0 ? 900 : 1)
                    .addAttributes(SeedTrace.attribute("memory.pattern", "pattern-" + pattern))
                    .addAttributes(SeedTrace.attribute("memory.result_count", (long) (pattern % 3)))
                    // Each asks for another number: one result is all for every third.
                    .addAttributes(SeedTrace.attribute("memory.limit", pattern % 3 == 1 ? 1L : 100L + pattern));
        }
        for (int key = 0; key < 2 * MISSED_KEYS; key++) {
            boolean isMissed = key >= MISSED_KEYS;
            span(scope, isMissed ? "retrieve" : "store", "agent-01", "keys", 1)
                    .addAttributes(SeedTrace.attribute("memory.key", "k" + key))
                    .addAttributes(SeedTrace.attribute(
                            isMissed ? "memory.found" : "memory.value_size", isMissed ? false : (Object) 100L));
        }
        collector.send(request.build());
    }

    @AfterAll
    static void stop() {
        collector.close();
    }

    private static Span.Builder span(
            ScopeSpans.Builder scope, String operation, String agent, String namespace, int millis) {
        long start = 1_732_089_600_000_000_000L + spans * 1_000_000L;
        spans++;
        return scope.addSpansBuilder()
                .setTraceId(SeedTrace.id(spans).concat(SeedTrace.id(spans)))
                .setSpanId(SeedTrace.id(spans))
                .setName("engram.memory." + operation)
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + millis * 1_000_000L)
                .addAttributes(SeedTrace.attribute("memory.operation", operation))
                .addAttributes(SeedTrace.attribute("agent.id", agent))
                .addAttributes(SeedTrace.attribute("memory.namespace", namespace));
    }

    private static JsonNode ask(String document, String parameters) throws Exception {
        return Json.read(PageTest.text(PageTest.ask(collector.get().apiPort(), document, parameters)));
    }

    private static long number(String sql) {
        return ((Number) collector.rows(sql).get(0).get(0)).longValue();
    }

    @Test
    @DisplayName(
            "the overview: operations, errors, hits, of all, of each agent and each namespace, and of those without a row")
    void overview() throws Exception {
        JsonNode cells = ask("overview", "{}").path("cells");
        long operations = number("SELECT count(*) FROM memory_operations");
        long inCells = 0;
        long ofAgents = 0;
        int named = 0;
        JsonNode all = MissingNode.getInstance();
        JsonNode others = MissingNode.getInstance();
        for (JsonNode cell : cells) {
            boolean ofAllAgents = cell.path("of_all_agents").asBoolean();
            boolean ofAllNamespaces = cell.path("of_all_namespaces").asBoolean();
            if (ofAllAgents && ofAllNamespaces) {
                all = cell;
            } else if (ofAllNamespaces) {
                ofAgents += cell.path("operations").asLong();
                if (cell.path("agent").isNull()) {
                    others = cell;
                } else {
                    named++;
                    assertThat(cell.path("operations").asLong())
                            .isEqualTo(number("SELECT count(*) FROM memory_operations WHERE agent = '"
                                    + cell.path("agent").asText() + "'"));
                }
            } else if (!ofAllAgents) {
                inCells += cell.path("operations").asLong();
            }
        }
        assertThat(all.path("operations").asLong())
                .isEqualTo(operations)
                .isEqualTo(inCells)
                .isEqualTo(ofAgents);
        assertThat(all.path("errors").asLong())
                .isEqualTo(number("SELECT count(*) FROM memory_operations WHERE failed"))
                .isOne();
        assertThat(all.path("found").asLong()).isEqualTo(number("SELECT count(*) FROM memory_operations WHERE found"));
        assertThat(all.path("missed").asLong())
                .isEqualTo(number("SELECT count(*) FROM memory_operations WHERE found = false"));
        assertThat(all.path("all_agents").asInt()).isEqualTo(AGENTS);
        assertThat(all.path("all_namespaces").asInt()).isEqualTo(NAMESPACES + 1);
        assertThat(named).isEqualTo(20);
        assertThat(others.path("errors").asLong())
                .as("of the agents without a row, of which " + LAST + " is one")
                .isOne();
        assertThat(others.path("p95_ms").asDouble()).isGreaterThan(20);
    }

    @Test
    @DisplayName("the searches")
    void searches() throws Exception {
        JsonNode data = ask("searches", "{}");
        JsonNode totals = data.path("totals").get(0);
        assertThat(data.path("patterns")).hasSize(100);
        assertThat(totals.path("searches").asInt()).isEqualTo(PATTERNS);
        assertThat(totals.path("patterns").asInt()).isEqualTo(PATTERNS);
        assertThat(totals.path("empty").asInt()).isEqualTo(PATTERNS / 3);
        assertThat(totals.path("found").asInt()).isEqualTo(PATTERNS - PATTERNS / 3);
        assertThat(totals.path("max_ms").asDouble()).isEqualTo(900);
        long limited = 0;
        long full = 0;
        for (JsonNode row : data.path("results")) {
            limited += row.path("limited").asLong();
            full += row.path("full").asLong();
        }
        assertThat(limited).isEqualTo(PATTERNS);
        assertThat(full).as("those that asked for 1").isEqualTo(PATTERNS / 3);
    }

    @Test
    @DisplayName("a namespace: its agents, and the keys whose reads found nothing, however small they are")
    void namespace() throws Exception {
        assertThat(ask("namespace", "{\"namespace\": \"space-5\"}")
                        .path("agents")
                        .get(0)
                        .path("all_agents")
                        .asInt())
                .isEqualTo(AGENTS - 1);
        JsonNode keys = ask("namespacekeys", "{\"namespace\": \"keys\"}").path("keys");
        assertThat(keys.get(0).path("all_keys").asInt()).isEqualTo(2 * MISSED_KEYS);
        assertThat(keys.get(0).path("missed_keys").asInt()).isEqualTo(MISSED_KEYS);
        assertThat(keys.findValuesAsText("missed")).filteredOn("1"::equals).hasSize(60);
    }

    @Test
    @DisplayName("the list of namespaces says the same of each as SQL")
    void namespaces() throws Exception {
        for (JsonNode row : ask("namespaces", "{}").path("namespaces")) {
            assertThat(List.of(
                            row.path("operations").asLong(), row.path("errors").asLong()))
                    .isEqualTo(collector
                            .rows("SELECT count(*), count(*) FILTER (failed) FROM memory_operations WHERE namespace = '"
                                    + row.path("namespace").asText() + "'")
                            .get(0));
        }
    }
}
