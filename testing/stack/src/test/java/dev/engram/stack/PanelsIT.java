package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
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

    private static final String AGENTS = "Agents × namespaces: ";
    private static final String OVERVIEW = "Memory overview: ";

    private static final double[] DURATIONS_MS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000,
        10_000
    };
    private static final double[] SIZES = {
        64, 256, 1024, 4096, 10_240, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
    };
    /** Of the gateway's span metrics. */
    private static final double[] SPANS_MS = {
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000
    };

    /** As the metrics name it; the span of a whole store's operation says so in the conventions' words. */
    private static final String OPERATION = """
            CASE attributes['gen_ai.operation.name'] WHEN 'create_memory_store' THEN 'create_store'
            WHEN 'delete_memory_store' THEN 'delete_store' ELSE attributes['memory.operation'] END""";

    private static final String NAMESPACE = "attributes['memory.namespace']";
    private static final String AGENT = "attributes['agent.id']";
    /** A part of another operation is in no metric. */
    private static final String WHOLE = "NOT coalesce(attributes['memory.nested'], false)";
    /** A load and an enrichment are made of operations. */
    private static final String IS_OPERATION = WHOLE + " AND " + OPERATION + " NOT IN ('load', 'enrich')";

    private static final StartedResources BELONGINGS = new StartedResources();
    private static final List<Operation> OPERATIONS =
            DONE.lines().map(Operation::of).toList();
    private static final List<String> SERVICES =
            OPERATIONS.stream().map(Operation::service).distinct().toList();
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
        for (String service : SERVICES) {
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

    /** One number of each span of a service, by attributes, blank where one is missing. */
    private static Map<String, List<Double>> spans(String service, String number, String which, String... attributes)
            throws Exception {
        String by = Stream.of(attributes)
                .map(attribute -> "coalesce(" + attribute + "::VARCHAR, '')")
                .collect(Collectors.joining(", "));
        return collector
                .query("SELECT concat_ws(' ', '', %s)[2:] AS place, list((%s)::DOUBLE) FROM spans".formatted(by, number)
                        + " WHERE service_name = '%s' AND (%s) GROUP BY place".formatted(service, which))
                .rows()
                .stream()
                .collect(Collectors.toMap(row -> String.valueOf(row.get(0)), row -> numbers(row.get(1))));
    }

    private static List<Double> numbers(Object list) {
        return ((List<?>) list)
                .stream().map(each -> ((Number) each).doubleValue()).toList();
    }

    /** A percentile is that of the spans in the same buckets. */
    private static void assertQuantile(
            String panel,
            String service,
            double quantile,
            double[] bounds,
            String which,
            List<String> attributes,
            String... labels) {
        await().atMost(SCRAPED_WITHIN).untilAsserted(() -> {
            Map<String, List<Double>> spans = spans(service, "duration_ms", which, attributes.toArray(String[]::new));
            Map<String, Double> shown = shown(panel, service, 1, labels);
            assertThat(shown).as("%s of %s", panel, service).containsOnlyKeys(spans.keySet());
            spans.forEach((place, durations) -> assertThat(new Buckets(bounds, durations).quantiles(quantile))
                    .as("%s of %s at '%s', which shows %s", panel, service, place, shown.get(place))
                    .anySatisfy(right -> assertThat(shown.get(place)).isCloseTo(right, withinPercentage(0.01))));
        });
    }

    /** An average is that of the spans. */
    private static void assertAverage(String panel, String service, String which, String attribute, String label) {
        await().atMost(SCRAPED_WITHIN).untilAsserted(() -> {
            Map<String, List<Double>> spans = spans(service, "duration_ms", which, attribute);
            Map<String, Double> shown = shown(panel, service, 1, label);
            assertThat(shown).as("%s of %s", panel, service).containsOnlyKeys(spans.keySet());
            spans.forEach((place, durations) -> assertThat(shown.get(place))
                    .as("%s of %s at '%s'", panel, service, place)
                    .isCloseTo(
                            durations.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .average()
                                    .orElseThrow(),
                            withinPercentage(0.01)));
        });
    }

    /** A heatmap has as many values in each bucket as the spans. */
    private static void assertHeatmap(String panel, String service, double[] bounds, String number, String which) {
        await().atMost(SCRAPED_WITHIN).untilAsserted(() -> {
            List<Double> values = spans(service, number, which).getOrDefault("", List.of());
            Map<Double, Double> shown = new TreeMap<>();
            shown(panel, service, 1, "le")
                    .forEach((bound, count) ->
                            shown.put(bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.valueOf(bound), count));
            assertThat(shown)
                    .as("%s of %s", panel, service)
                    .isEqualTo(values.isEmpty() ? Map.of() : new Buckets(bounds, values).upTo());
        });
    }

    /** How often it was, by what is shown. */
    private static Map<String, Double> counted(
            String service, Predicate<Operation> which, Function<Operation, String> by) {
        return of(service)
                .filter(which)
                .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.summingDouble(Operation::times)));
    }

    /** By operation, with loads and enrichments, which are made of operations. */
    private static Map<String, Double> withLoads(String service) {
        Map<String, Double> operations = counted(service, each -> true, Operation::operation);
        if (service.equals("demo/feature")) {
            operations.putAll(Map.of("load", 2.0, "enrich", 2.0));
        }
        return operations;
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
        for (String service : SERVICES) {
            Map<String, Double> places = counted(service, each -> true, each -> each.agent() + " " + each.namespace());
            assertShown(AGENTS + "Operations", service, 1, places, "agent_id", "memory_namespace");
            assertShown(
                    AGENTS + "Who writes, who reads",
                    service,
                    1,
                    counted(
                            service,
                            each -> true,
                            each -> each.namespace() + " " + each.agent() + " " + each.operation()),
                    "memory_namespace",
                    "agent_id",
                    "operation");
            assertShown(AGENTS + "Share that failed", service, 1, none(places), "agent_id", "memory_namespace");
            assertShown(
                    AGENTS + "Operations per second, by agent",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> true, Operation::agent),
                    "agent_id");
            assertShown(
                    AGENTS + "Operations per second, by namespace",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> true, Operation::namespace),
                    "memory_namespace");
            assertShown(
                    AGENTS + "Agents and the namespaces they use edges",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> !each.agent().isEmpty(), each -> each.agent() + " " + each.namespace()),
                    "source",
                    "target");
            Map<String, Double> nodes = counted(service, each -> !each.agent().isEmpty(), Operation::agent);
            counted(service, each -> !each.agent().isEmpty(), Operation::namespace)
                    .forEach((namespace, times) -> nodes.merge(namespace, times, Double::sum));
            assertShown(AGENTS + "Agents and the namespaces they use nodes", service, Panels.SECONDS, nodes, "title");
            assertShown(
                    OVERVIEW + "Layer Activity",
                    service,
                    Panels.SECONDS,
                    counted(service, each -> !each.layer().isEmpty(), Operation::layer),
                    "layer");
            assertShown(OVERVIEW + "Operations per second", service, Panels.SECONDS, withLoads(service), "operation");
        }
    }

    @Test
    @DisplayName("the calls of the service graph are the operations, and none of their parts")
    void calls() {
        for (String service : List.of("langchain4j/Conversation", "spring-ai/Knowledge", "adk/Support")) {
            assertShown(
                    AGENTS + "Calls, from spans",
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
        assertShown(OVERVIEW + "Cache Hit Rate", "demo/feature", 1, Map.of("", 0.5));
        assertShown(OVERVIEW + "Cache hits and misses A", "demo/feature", Panels.SECONDS, Map.of("", 1.0));
        assertShown(OVERVIEW + "Cache hits and misses B", "demo/feature", Panels.SECONDS, Map.of("", 1.0));
        assertShown(OVERVIEW + "PAF Violations", "demo/feature", 1, Map.of("warning", 1.0, "", 0.0), "severity");
        assertShown(
                OVERVIEW + "Facts checked",
                "demo/feature",
                Panels.SECONDS,
                Map.of("AUTH-001", 1.0, "QUAL-001", 1.0, "QUAL-004", 1.0),
                "paf_id");
        assertShown(OVERVIEW + "Cache size", "demo/feature", 1, Map.of("dev-alice/cache", 205.0), "memory_namespace");
        assertShown(OVERVIEW + "Deep memories", "demo/feature", 1, Map.of("dev-alice/deep", 2.0), "memory_namespace");
        assertShown(
                OVERVIEW + "Session size", "demo/feature", 1, Map.of("dev-alice/sessions", 115.0), "memory_namespace");
        // {"count":2}
        assertShown(
                OVERVIEW + "Session size", "langgraph4j/Counter", 1, Map.of("checkpoints", 11.0), "memory_namespace");
        assertShown(
                OVERVIEW + "Deep queries",
                "demo/feature",
                Panels.SECONDS,
                Map.of("auth,security,jwt", 1.0),
                "query_tags");
        Map<String, Double> messages = Map.of(
                "langchain4j/Conversation", 3.0, "adk/Support", 1.0, "langgraph4j/Counter", 0.0, "demo/feature", 4.0);
        messages.forEach((service, count) ->
                assertShown(OVERVIEW + "Session messages", service, Panels.SECONDS, Map.of("", count)));
        Map<String, Double> results = Map.of(
                "spring-ai/Knowledge", 1.5, "adk/Support", 1.0, "semantic-kernel/Notes", 1.5, "demo/feature", 1.0);
        results.forEach((service, average) ->
                assertShown(OVERVIEW + "Results of a deep query", service, 1, Map.of("", average)));
        for (String service : List.of("spring-ai/Knowledge", "adk/Support", "langgraph4j/Counter", "demo/fleet")) {
            for (String panel : List.of("Cache Hit Rate", "Cache size", "Deep memories", "PAF Violations")) {
                assertShown(OVERVIEW + panel, service, 1, Map.of());
            }
        }
    }

    @Test
    @DisplayName("percentiles, averages and heatmaps are those of the spans, whose number is what each program did")
    void durations() throws Exception {
        for (String service : SERVICES) {
            await().atMost(SCRAPED_WITHIN).untilAsserted(() -> {
                Map<String, Double> spans = new TreeMap<>();
                spans(service, "duration_ms", IS_OPERATION, NAMESPACE, AGENT, OPERATION)
                        .forEach((place, each) -> spans.put(place, (double) each.size()));
                assertThat(spans)
                        .as(service)
                        .isEqualTo(counted(
                                service,
                                each -> true,
                                each -> each.namespace() + " " + each.agent() + " " + each.operation()));
            });
            assertQuantile(
                    AGENTS + "p95",
                    service,
                    0.95,
                    DURATIONS_MS,
                    IS_OPERATION,
                    List.of(AGENT, NAMESPACE),
                    "agent_id",
                    "memory_namespace");
            assertQuantile(
                    AGENTS + "p95, by agent", service, 0.95, DURATIONS_MS, IS_OPERATION, List.of(AGENT), "agent_id");
            assertQuantile(
                    AGENTS + "p95, by namespace",
                    service,
                    0.95,
                    DURATIONS_MS,
                    IS_OPERATION,
                    List.of(NAMESPACE),
                    "memory_namespace");
            for (Map.Entry<String, Double> percentile :
                    Map.of("A", 0.50, "B", 0.95, "C", 0.99).entrySet()) {
                assertQuantile(
                        OVERVIEW + "Operation Latency " + percentile.getKey(),
                        service,
                        percentile.getValue(),
                        DURATIONS_MS,
                        IS_OPERATION,
                        List.of());
            }
            assertQuantile(
                    OVERVIEW + "p95 by operation",
                    service,
                    0.95,
                    DURATIONS_MS,
                    IS_OPERATION,
                    List.of(OPERATION),
                    "operation");
            assertQuantile(
                    OVERVIEW + "Search p95",
                    service,
                    0.95,
                    DURATIONS_MS,
                    WHOLE + " AND " + OPERATION + " = 'search'",
                    List.of("service_name"),
                    "service_name");
            assertQuantile(
                    OVERVIEW + "Enrichment p95",
                    service,
                    0.95,
                    DURATIONS_MS,
                    OPERATION + " = 'enrich'",
                    List.of("service_name"),
                    "service_name");
            String loads = OPERATION + " = 'load'";
            String mode = "attributes['memory.mode']";
            String stage = "attributes['memory.stage']";
            assertQuantile(
                    OVERVIEW + "Context load p95 by mode", service, 0.95, DURATIONS_MS, loads, List.of(mode), "mode");
            assertAverage(OVERVIEW + "Context Load Time by Mode", service, loads, mode, "mode");
            assertAverage(OVERVIEW + "Context load by stage", service, loads, stage, "stage");
            for (String dashboard : List.of(AGENTS, OVERVIEW)) {
                assertHeatmap(dashboard + "Durations", service, DURATIONS_MS, "duration_ms", IS_OPERATION);
                String size = "attributes['memory.value_size']";
                assertHeatmap(dashboard + "Value sizes", service, SIZES, size, WHOLE + " AND " + size + " IS NOT NULL");
            }
            assertQuantile(
                    OVERVIEW + "Spans, with traces to open",
                    service,
                    0.95,
                    SPANS_MS,
                    "true",
                    List.of("name"),
                    "span_name");
        }
    }

    @Test
    @DisplayName("no operation failed, no call was lost, and every span was exported")
    void failuresAndLosses() throws Exception {
        for (String service : SERVICES) {
            assertShown(
                    AGENTS + "Failures per second, by agent and kind",
                    service,
                    1,
                    none(counted(service, each -> true, each -> each.agent() + " ")),
                    "agent_id",
                    "error_type");
            assertShown(
                    AGENTS + "Failures per second, by namespace",
                    service,
                    1,
                    none(counted(service, each -> true, Operation::namespace)),
                    "memory_namespace");
            assertShown(OVERVIEW + "Share that failed", service, 1, none(withLoads(service)), "operation");
            assertShown(
                    OVERVIEW + "Engram: calls lost",
                    service,
                    1,
                    none(Stream.of("", "ring_full", "too_deep", "internal_error", "export_failed", "shutdown")
                            .collect(Collectors.toMap(Function.identity(), reason -> 1.0))),
                    "reason");
            double spans = spans(service, "1", "scope_name = 'engram'")
                    .getOrDefault("", List.of())
                    .size();
            assertShown(OVERVIEW + "Engram: recorded and exported A", service, Panels.SECONDS, Map.of("", spans));
            assertShown(OVERVIEW + "Engram: recorded and exported B", service, Panels.SECONDS, Map.of("", spans));
        }
        // No Jaeger runs here, so what is for it waits.
        await().atMost(SCRAPED_WITHIN)
                .untilAsserted(() -> assertThat(shown(OVERVIEW + "Gateway: queue to Jaeger", "", 1, "exporter"))
                        .hasEntrySatisfying(
                                "otlp_grpc/jaeger", share -> assertThat(share).isBetween(1e-6, 1.0))
                        .containsEntry("otlp_grpc/engram", 0.0)
                        .hasSize(2));
    }

    private static Map<String, Double> none(Map<String, Double> counted) {
        Map<String, Double> none = new TreeMap<>(counted);
        none.replaceAll((place, times) -> 0.0);
        return none;
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
