package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.server.Collector;
import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import dev.engram.demo.TemporaryDirectory;
import dev.engram.stack.PrometheusApi.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each program is a service of its own. What it does stands in its source, and here in the words of a table. */
@Tag("real-stack")
@DisplayName("Of the demo and of samples of five libraries, without configuration,")
class PanelsIT {
    private static final Duration SCRAPED_WITHIN = Duration.ofMinutes(2);
    private static final Duration ENDED_WITHIN = Duration.ofMinutes(3);

    /** Service, layer, namespace, agent, operation, how often. */
    private static final String DONE = """
            langchain4j/Conversation 1 chat - store 3
            langchain4j/Conversation 1 chat - retrieve 3
            langchain4j/Conversation 1 chat - delete 2
            spring-ai/Knowledge 3 documents - store 2
            spring-ai/Knowledge 3 documents - search 4
            spring-ai/Knowledge 3 documents - delete 3
            adk/Support 1 support - store 3
            adk/Support 1 support - retrieve 3
            adk/Support 1 support - search 1
            adk/Support 1 support - delete 1
            adk/Support 3 support - store 1
            adk/Support 3 support - search 2
            langgraph4j/Counter 1 checkpoints - store 6
            langgraph4j/Counter 1 checkpoints - retrieve 6
            langgraph4j/Counter 1 checkpoints - delete 1
            semantic-kernel/Notes 3 notes - create_store 1
            semantic-kernel/Notes 3 notes - store 2
            semantic-kernel/Notes 3 notes - retrieve 3
            semantic-kernel/Notes 3 notes - search 1
            semantic-kernel/Notes 3 notes - delete 2
            semantic-kernel/Notes 3 notes - delete_store 1
            semantic-kernel/Notes 3 vectors - search 1
            demo/fleet - aqe/test-plans qe-test-generator store 1
            demo/fleet - aqe/test-plans qe-test-executor retrieve 2
            demo/fleet - aqe/test-plans qe-coverage-analyzer search 1
            demo/fleet - aqe/reports qe-coverage-analyzer store 1
            demo/fleet - aqe/test-plans qe-fleet-commander delete 1
            demo/feature - dev-alice/groups dev-alice store 5
            demo/feature - dev-alice/groups dev-alice retrieve 1
            demo/feature 1 dev-alice/sessions dev-alice store 4
            demo/feature 1 dev-alice/sessions dev-alice retrieve 2
            demo/feature 2 dev-alice/cache dev-alice store 4
            demo/feature 2 dev-alice/cache dev-alice retrieve 2
            demo/feature 3 dev-alice/deep dev-alice store 2
            demo/feature 3 dev-alice/deep dev-alice search 1
            demo/feature 4 dev-alice/facts dev-alice store 1
            demo/feature 4 dev-alice/facts dev-alice retrieve 3
            demo/feature 4 dev-alice/facts dev-alice validate 3
            """;

    private static final StartedResources BELONGINGS = new StartedResources();
    private static final List<Operation> OPERATIONS =
            DONE.lines().map(Operation::of).toList();
    private static Collector collector;
    private static PrometheusApi prometheus;
    private static Panels panels;

    /** What a program did so often; empty where there is no layer or no agent. */
    private record Operation(
            String service, String layer, String namespace, String agent, String operation, double times) {

        static Operation of(String line) {
            String[] words = line.replace(" - ", "  ").split(" ", -1);
            return new Operation(words[0], words[1], words[2], words[3], words[4], Double.parseDouble(words[5]));
        }
    }

    @BeforeAll
    static void play() throws Exception {
        Path data = BELONGINGS.add(new TemporaryDirectory("engram-panels-it-")).path();
        RealStack stack =
                new RealStack(Showing.ROOT, Showing.installed(), Ports.free(), JaegerStorage.BADGER, data, BELONGINGS);
        collector = BELONGINGS.add(Collector.start(stack.collector()));
        stack.startPrometheus();
        stack.startOtelcol();
        String endpoint = stack.otlpHttp().toString();
        List<String> said = new CopyOnWriteArrayList<>();
        Map<String, Supervised> running = new LinkedHashMap<>();
        for (String service :
                OPERATIONS.stream().map(Operation::service).distinct().toList()) {
            running.put(
                    service,
                    service.startsWith("demo/") ? demo(service, endpoint, said) : sample(service, endpoint, said));
        }
        for (Map.Entry<String, Supervised> each : running.entrySet()) {
            assertThat(each.getValue().waitFor(ENDED_WITHIN))
                    .as("%s: %s", each.getKey(), said)
                    .hasValue(0);
        }
        prometheus = new PrometheusApi(stack.prometheusUrl());
        try (Stream<Path> files = Files.list(Showing.ROOT.resolve("deploy/grafana/dashboards"))) {
            panels = new Panels(prometheus, files.sorted().toList());
        }
    }

    @AfterAll
    static void end() {
        BELONGINGS.close();
    }

    private static Supervised demo(String service, String endpoint, List<String> said) throws Exception {
        return Applications.start(
                BELONGINGS,
                Applications.redis(BELONGINGS).url(),
                endpoint,
                Map.of("OTEL_SERVICE_NAME", service),
                service.equals("demo/fleet") ? List.of("--with-miss") : List.of("--scenario", "feature"),
                said::add);
    }

    private static Supervised sample(String service, String endpoint, List<String> said) throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
        environment.put("OTEL_SERVICE_NAME", service);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        // By default ./engram sample prints its traces, and sends none.
        environment.put("OTEL_TRACES_EXPORTER", "otlp");
        environment.put("OTEL_METRICS_EXPORTER", "otlp");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String maven = System.getProperty("maven.home");
        if (maven != null) {
            command.add("-Dmaven.home=" + maven);
        }
        command.addAll(List.of(
                "-jar",
                Showing.ROOT
                        .resolve("testing/compatibility/target/engram-compatibility.jar")
                        .toString(),
                Showing.ROOT.toString(),
                service));
        return BELONGINGS.add(Supervised.start(command, environment, said::add));
    }

    private static Stream<Operation> of(String service) {
        return OPERATIONS.stream().filter(each -> each.service().equals(service));
    }

    /** How often it was, by what is shown. */
    private static Map<String, Double> counted(
            String service, Predicate<Operation> which, Function<Operation, String> by) {
        return of(service)
                .filter(which)
                .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.summingDouble(Operation::times)));
    }

    /** What a panel shows at the last scrape, by the labels that are told, blank where one is missing. */
    private static Map<String, Double> shown(String panel, String service, double factor, String... labels)
            throws Exception {
        List<Sample> scraped = prometheus.query("max(timestamp(memory_operation_duration_milliseconds_count))");
        assertThat(scraped).as("the last scrape").hasSize(1);
        double time = scraped.get(0).value();
        Map<String, Double> shown = new TreeMap<>();
        for (Sample sample : panels.ask(panel, service, time)) {
            String at = Stream.of(labels)
                    .map(label -> sample.labels().getOrDefault(label, ""))
                    .collect(Collectors.joining(" "));
            shown.merge(at, Math.round(sample.value() * factor * 1e6) / 1e6, Double::sum);
        }
        return shown;
    }

    private static void assertShown(
            String panel, String service, double factor, Map<String, Double> expected, String... labels) {
        await().atMost(SCRAPED_WITHIN)
                .untilAsserted(() -> assertThat(shown(panel, service, factor, labels))
                        .as("%s of %s", panel, service)
                        .isEqualTo(expected));
    }

    @Test
    @DisplayName("panels count by agent, namespace, operation and layer as often as each program did it")
    void operations() {
        String agents = "Agents × namespaces: ";
        for (String service :
                OPERATIONS.stream().map(Operation::service).distinct().toList()) {
            Map<String, Double> places = counted(service, each -> true, each -> each.agent() + " " + each.namespace());
            assertShown(agents + "Operations", service, 1, places, "agent_id", "memory_namespace");
            assertShown(
                    agents + "Who writes, who reads",
                    service,
                    1,
                    counted(
                            service,
                            each -> true,
                            each -> each.namespace() + " " + each.agent() + " " + each.operation()),
                    "memory_namespace",
                    "agent_id",
                    "operation");
            places.replaceAll((place, times) -> 0.0);
            assertShown(agents + "Share that failed", service, 1, places, "agent_id", "memory_namespace");
            assertShown(
                    agents + "Operations per second, by agent",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> true, Operation::agent),
                    "agent_id");
            assertShown(
                    agents + "Operations per second, by namespace",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> true, Operation::namespace),
                    "memory_namespace");
            assertShown(
                    agents + "Agents and the namespaces they use edges",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> !each.agent().isEmpty(), each -> each.agent() + " " + each.namespace()),
                    "source",
                    "target");
            assertShown(
                    "Memory overview: Layer Activity",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> !each.layer().isEmpty(), Operation::layer),
                    "layer");
            Map<String, Double> operations = counted(service, each -> true, Operation::operation);
            if (service.equals("demo/feature")) {
                operations.putAll(Map.of("load", 2.0, "enrich", 2.0));
            }
            assertShown("Memory overview: Operations per second", service, Panels.SECONDS, operations, "operation");
        }
    }

    @Test
    @DisplayName("the calls of the service graph are the operations, and none of their parts")
    void calls() {
        for (String service : List.of("langchain4j/Conversation", "spring-ai/Knowledge", "adk/Support")) {
            assertShown(
                    "Agents × namespaces: Calls, from spans",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> true, each -> each.namespace() + " " + each.operation() + " memory"),
                    "client_memory_namespace",
                    "client_memory_operation",
                    "server");
        }
    }

    @Test
    @DisplayName("panels of layers show messages, hits, results, facts and sizes as they were")
    void layers() {
        String overview = "Memory overview: ";
        assertShown(overview + "Cache Hit Rate", "demo/feature", 1, Map.of("", 0.5));
        assertShown(overview + "Cache hits and misses A", "demo/feature", Panels.SECONDS, Map.of("", 1.0));
        assertShown(overview + "Cache hits and misses B", "demo/feature", Panels.SECONDS, Map.of("", 1.0));
        assertShown(overview + "PAF Violations", "demo/feature", 1, Map.of("warning", 1.0, "", 0.0), "severity");
        assertShown(
                overview + "Facts checked",
                "demo/feature",
                Panels.SECONDS,
                Map.of("AUTH-001", 1.0, "QUAL-001", 1.0, "QUAL-004", 1.0),
                "paf_id");
        assertShown(overview + "Cache size", "demo/feature", 1, Map.of("dev-alice/cache", 103.0), "memory_namespace");
        assertShown(overview + "Deep memories", "demo/feature", 1, Map.of("dev-alice/deep", 2.0), "memory_namespace");
        assertShown(
                overview + "Session size", "demo/feature", 1, Map.of("dev-alice/sessions", 115.0), "memory_namespace");
        // {"count":2}
        assertShown(
                overview + "Session size", "langgraph4j/Counter", 1, Map.of("checkpoints", 11.0), "memory_namespace");
        assertShown(
                overview + "Deep queries",
                "demo/feature",
                Panels.SECONDS,
                Map.of("auth,security,jwt", 1.0),
                "query_tags");
        Map<String, Double> messages = Map.of(
                "langchain4j/Conversation", 3.0, "adk/Support", 1.0, "langgraph4j/Counter", 0.0, "demo/feature", 4.0);
        messages.forEach((service, count) ->
                assertShown(overview + "Session messages", service, Panels.SECONDS, Map.of("", count)));
        Map<String, Double> results = Map.of(
                "spring-ai/Knowledge", 1.5, "adk/Support", 1.0, "semantic-kernel/Notes", 1.5, "demo/feature", 1.0);
        results.forEach((service, average) ->
                assertShown(overview + "Results of a deep query", service, 1, Map.of("", average)));
        for (String service : List.of("spring-ai/Knowledge", "adk/Support", "langgraph4j/Counter", "demo/fleet")) {
            for (String panel : List.of("Cache Hit Rate", "Cache size", "Deep memories", "PAF Violations")) {
                assertShown(overview + panel, service, 1, Map.of());
            }
        }
    }

    @Test
    @DisplayName("sessions are those that are neither deleted, nor empty, nor only looked for")
    void sessions() {
        await().atMost(SCRAPED_WITHIN)
                .untilAsserted(() -> assertThat(prometheus.query("memory_session_count"))
                        .extracting(sample -> sample.labels().get("service_name") + " " + Math.round(sample.value()))
                        .containsExactlyInAnyOrder("adk/Support 1", "langgraph4j/Counter 1", "demo/feature 3"));
    }

    @Test
    @DisplayName("findings are what the programs left unread, missed and searched for in vain, and nothing else")
    void findings() {
        await().atMost(SCRAPED_WITHIN)
                .untilAsserted(() -> assertThat(found())
                        .containsExactlyInAnyOrder(
                                "always missed | checkpoints | $default | - | 2",
                                "coupled agents | aqe/test-plans | - | qe-test-executor | 1",
                                "never read | aqe/reports | coverage-report-user-service | qe-coverage-analyzer | 1",
                                "never read | chat | carol | - | 1",
                                "never read | checkpoints | $default | - | 3",
                                "never read | dev-alice/cache | auth-impl | dev-alice | 1",
                                "never read | dev-alice/cache | auth-test | dev-alice | 1",
                                "never read | dev-alice/deep | ID | dev-alice | 1",
                                "never read | dev-alice/sessions | auth-research | dev-alice | 1",
                                "never read | support | ID | - | 1",
                                "search without result | documents | ID | - | 1",
                                "search without result | documents | ID | - | 1"));
    }

    /** Without what differs from run to run: days, ids, and digests, which have the secret of an installation. */
    private static List<String> found() throws Exception {
        return collector
                .query("SELECT concat_ws(' | ', finding, namespace, coalesce(key, '-'), coalesce(agent, '-'), times)"
                        + " FROM findings")
                .rows()
                .stream()
                .map(row -> String.valueOf(row.get(0))
                        .replaceAll("-20\\d{6}\\b", "")
                        .replaceAll(
                                "memory-[0-9a-f]{12}|query:[0-9a-f]{16}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                                "ID"))
                .toList();
    }
}
