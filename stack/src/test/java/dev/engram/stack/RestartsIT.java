package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.Collector;
import dev.engram.collector.demo.Belongings;
import dev.engram.collector.demo.Supervised;
import dev.engram.collector.demo.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Nothing is missing in Jaeger after programs on the way were killed and started again")
class RestartsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SERVICE = "agentic-qe-fleet-in-trouble";

    @Test
    @DisplayName("Jaeger, then the OpenTelemetry Collector, by SIGKILL, while the application works on")
    void killedInTheMiddle() throws Exception {
        try (Belongings belongings = new Belongings()) {
            Path data =
                    belongings.add(new TemporaryDirectory("engram-stack-it-")).path();
            RealStack stack = new RealStack(Showing.ROOT, Showing.installed(), Ports.free(), data, belongings);
            ProcessHandle jaeger = started(stack::startJaeger);
            ProcessHandle otelcol = started(stack::startOtelcol);
            Collector sidecar =
                    belongings.add(Collector.start(stack.sidecar().onFreePorts().build()));
            Supervised application = Applications.start(
                    belongings,
                    Applications.redis(belongings).url(),
                    Applications.endpoint(sidecar),
                    Map.of("OTEL_SERVICE_NAME", SERVICE),
                    List.of("--loop", "0"),
                    line -> {});
            awaitTwoMoreWorkflows(sidecar);

            kill(jaeger);
            awaitTwoMoreWorkflows(sidecar);
            stack.startJaeger();
            awaitTwoMoreWorkflows(sidecar);

            kill(otelcol);
            awaitTwoMoreWorkflows(sidecar);
            stack.startOtelcol();
            awaitTwoMoreWorkflows(sidecar);
            application.close();

            assertThat(sidecar.flush()).isTrue();
            await().atMost(SOON).until(() -> forwarded(sidecar).path("queued").asLong() == 0);
            assertThat(forwarded(sidecar).path("dropped").asLong()).isZero();
            assertEverySpanIsIn(new JaegerApi(stack.jaegerUrl()), sidecar);
        }
    }

    private static void assertEverySpanIsIn(JaegerApi jaeger, Collector sidecar) throws Exception {
        List<List<Object>> traces = List.copyOf(sidecar.query(
                        "SELECT trace_id, count(*) FROM spans WHERE service_name = '" + SERVICE + "' GROUP BY trace_id")
                .rows());
        assertThat(traces).hasSizeGreaterThanOrEqualTo(10);
        for (List<Object> trace : traces) {
            jaeger.awaitTrace(String.valueOf(trace.get(0)), Long.parseLong(String.valueOf(trace.get(1))), SOON);
        }
    }

    private static JsonNode forwarded(Collector sidecar) {
        JsonNode spans = sidecar.status().path("forward").path("traces");
        assertThat(spans.isObject()).as(sidecar.status().toString()).isTrue();
        return spans;
    }

    private static void awaitTwoMoreWorkflows(Collector sidecar) throws Exception {
        long before = workflows(sidecar);
        await().atMost(SOON).until(() -> workflows(sidecar) >= before + 2);
    }

    private static long workflows(Collector sidecar) throws Exception {
        return Long.parseLong(String.valueOf(sidecar.query("SELECT count(*) FROM spans WHERE name = 'aqe.workflow.run'")
                .rows()
                .get(0)
                .get(0)));
    }

    /** The program that a start has added to the processes: the one that is not the supervising shell. */
    private static ProcessHandle started(Callable<Service> start) throws Exception {
        Set<ProcessHandle> before = programs();
        start.call();
        Set<ProcessHandle> after = new HashSet<>(programs());
        after.removeAll(before);
        assertThat(after).hasSize(1);
        return after.iterator().next();
    }

    private static Set<ProcessHandle> programs() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(path -> path.contains("/engram/stack/"))
                        .isPresent())
                .collect(Collectors.toSet());
    }

    /** By SIGKILL, for which no program can prepare. */
    private static void kill(ProcessHandle program) {
        assertThat(program.destroyForcibly()).isTrue();
        program.onExit().join();
    }
}
