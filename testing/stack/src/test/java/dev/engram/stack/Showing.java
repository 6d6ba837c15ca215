package dev.engram.stack;

import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.Collector;
import dev.engram.demo.Demo;
import dev.engram.demo.DemoException;
import dev.engram.demo.Parts;
import dev.engram.demo.Scene;
import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import dev.engram.demo.TemporaryDirectory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The real stack, and the demo through it: all scenes once, then again and again as another service. Made once for all tests,
 * since it takes a while; nobody changes it.
 */
final class Showing implements AutoCloseable {
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    static final String SERVICE = "agentic-qe-fleet";

    /** Plays on for as long as the tests take. */
    static final String LOOPING_SERVICE = "agentic-qe-fleet-again";

    /** Its Redis is not there. */
    static final String FAILING_SERVICE = "agentic-qe-fleet-without-redis";

    private final StartedResources belongings = new StartedResources();
    private final RealStack stack;
    private final Collector collector;
    private final SentLines sent;
    private final Map<Scene, Trace> traces = new EnumMap<>(Scene.class);

    /** Starts it all; what was started ends again when that fails. */
    Showing() throws Exception {
        boolean shown = false;
        try {
            Path data =
                    belongings.add(new TemporaryDirectory("engram-stack-it-")).path();
            stack = new RealStack(ROOT, installed(), Ports.free(), JaegerStorage.BADGER, data, belongings);
            stack.start();
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            List<Scene> scenes = Scene.of("all");
            sent = new SentLines(data.resolve("sent.jsonl"));
            Map<String, String> settings = new HashMap<>(sent.settings());
            settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", stack.otlpHttp().toString());
            collector = new Demo(Parts.in(ROOT), stack.collector(), settings, Duration.ofSeconds(30), belongings, out)
                    .show(scenes, List.of("--scenario", "all", "--with-miss"));
            for (Scene scene : scenes) {
                traces.put(scene, arrived(scene));
            }
            startApplication(
                    LOOPING_SERVICE,
                    Applications.redis(belongings).url(),
                    List.of("--scenario", "all", "--with-miss", "--loop", "1"));
            startApplication(FAILING_SERVICE, "redis://127.0.0.1:1", List.of("--scenario", "feature"))
                    .waitFor(Duration.ofMinutes(1))
                    .orElseThrow();
            shown = true;
        } finally {
            if (!shown) {
                belongings.close();
            }
        }
    }

    private Supervised startApplication(String service, String redis, List<String> arguments) throws DemoException {
        return Applications.start(
                belongings,
                redis,
                stack.otlpHttp().toString(),
                Map.of("OTEL_SERVICE_NAME", service, "OTEL_METRIC_EXPORT_INTERVAL", "5000"),
                arguments,
                line -> {});
    }

    /** The programs, built where they are not in the cache. */
    static Binaries installed() throws StackException, InterruptedException {
        try (StartedResources builds = new StartedResources()) {
            return new Installation(
                            new Recipes(ROOT.resolve("testing/stack/programs")),
                            Installation.cache(System.getenv()),
                            System.getenv(),
                            System.out::println)
                    .install(builds);
        }
    }

    RealStack stack() {
        return stack;
    }

    JaegerApi jaeger() {
        return new JaegerApi(stack.jaegerUrl());
    }

    PrometheusApi prometheus() {
        return new PrometheusApi(stack.prometheusUrl());
    }

    /** Engram's collector, to which the OpenTelemetry Collector sends too. */
    Collector collector() {
        return collector;
    }

    /** What the agent wrote of each span that it sent in these scenes. */
    SentLines sent() {
        return sent;
    }

    /** The trace of a scene, as Engram's collector has it. */
    Trace trace(Scene scene) {
        return Objects.requireNonNull(traces.get(scene), "all are played");
    }

    /** The traces of all scenes. */
    List<Trace> traces() {
        return List.copyOf(traces.values());
    }

    /** When it is whole: the agent has said how many spans it is of. */
    private Trace arrived(Scene scene) throws Exception {
        TraceSummary summary = collector.traces(100).stream()
                .filter(trace -> trace.name().equals(scene.title()))
                .findFirst()
                .orElseThrow();
        int spans = sent.traces().getOrDefault(summary.traceId(), Map.of()).size();
        return collector
                .awaitTrace(
                        trace -> trace.traceId().equals(summary.traceId()) && trace.spanCount() == spans,
                        Duration.ZERO,
                        ReadBack.WITHIN)
                .flatMap(trace -> collector.trace(trace.traceId()))
                .orElseThrow();
    }

    @Override
    public void close() {
        belongings.close();
    }
}
