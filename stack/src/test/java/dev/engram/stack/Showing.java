package dev.engram.stack;

import dev.engram.collector.Collector;
import dev.engram.collector.demo.Belongings;
import dev.engram.collector.demo.Demo;
import dev.engram.collector.demo.DemoException;
import dev.engram.collector.demo.Parts;
import dev.engram.collector.demo.Scene;
import dev.engram.collector.demo.Supervised;
import dev.engram.collector.demo.TemporaryDirectory;
import dev.engram.collector.model.Trace;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The real stack, and the demo through it: all scenes once, then again and again as another service. Made once for all tests,
 * since it takes a while; nobody changes it.
 */
final class Showing implements AutoCloseable {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final String SERVICE = "agentic-qe-fleet";

    /** Plays on for as long as the tests take. */
    static final String LOOPING_SERVICE = "agentic-qe-fleet-again";

    /** Its Redis is not there. */
    static final String FAILING_SERVICE = "agentic-qe-fleet-without-redis";

    private final Belongings belongings = new Belongings();
    private final RealStack stack;
    private final Collector sidecar;
    private final Map<Scene, Trace> traces = new EnumMap<>(Scene.class);

    /** Starts it all; what was started ends again when that fails. */
    Showing() throws Exception {
        boolean shown = false;
        try {
            Path data =
                    belongings.add(new TemporaryDirectory("engram-stack-it-")).path();
            stack = new RealStack(ROOT, installed(), Ports.free(), data, belongings);
            stack.start();
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            List<Scene> scenes = Scene.of("all");
            sidecar = new Demo(
                            Parts.in(ROOT),
                            stack.sidecar().onFreePorts().build(),
                            Duration.ofSeconds(30),
                            belongings,
                            out)
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
                Applications.endpoint(sidecar),
                Map.of("OTEL_SERVICE_NAME", service, "OTEL_METRIC_EXPORT_INTERVAL", "5000"),
                arguments,
                line -> {});
    }

    /** The programs, built where they are not in the cache. */
    static Binaries installed() throws StackException, InterruptedException {
        try (Belongings builds = new Belongings()) {
            return new Installation(
                            new Recipes(ROOT.resolve("stack/programs")),
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

    /** Engram's collector, beside the application. */
    Collector sidecar() {
        return sidecar;
    }

    /** The trace of a scene, as the sidecar has it. */
    Trace trace(Scene scene) {
        return Objects.requireNonNull(traces.get(scene), "all are played");
    }

    /** The traces of all scenes. */
    List<Trace> traces() {
        return List.copyOf(traces.values());
    }

    private Trace arrived(Scene scene) {
        return sidecar.traces(100).stream()
                .filter(trace -> trace.name().equals(scene.title()))
                .findFirst()
                .flatMap(trace -> sidecar.trace(trace.traceId()))
                .orElseThrow();
    }

    @Override
    public void close() {
        belongings.close();
    }
}
