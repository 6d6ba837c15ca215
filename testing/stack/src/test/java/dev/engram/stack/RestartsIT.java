package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import dev.engram.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real-stack")
@DisplayName("No span is missing behind programs that were killed and started again")
class RestartsIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    @DisplayName(
            "Jaeger, then Engram's collector, then the OpenTelemetry Collector, by SIGKILL, while the application works on")
    void killedInTheMiddle() throws Exception {
        try (StartedResources belongings = new StartedResources()) {
            Path data =
                    belongings.add(new TemporaryDirectory("engram-stack-it-")).path();
            RealStack stack = new RealStack(
                    Showing.ROOT, Showing.installed(), Ports.free(), JaegerStorage.BADGER, data, belongings);
            EngramProcess engram = new EngramProcess(stack.ports(), data, belongings);
            ProcessHandle jaeger = started(stack::startJaeger);
            ProcessHandle otelcol = started(stack::startOtelcol);
            ProcessHandle collector = started(engram::start);
            SentLines sent = new SentLines(data.resolve("sent.jsonl"));
            List<String> said = new CopyOnWriteArrayList<>();
            Supervised application = Applications.start(
                    belongings,
                    Applications.redis(belongings).url(),
                    stack.otlpHttp().toString(),
                    sent.settings(),
                    List.of("--loop", "0"),
                    said::add);
            awaitTwoMoreWorkflows(sent);

            kill(jaeger);
            awaitTwoMoreWorkflows(sent);
            stack.startJaeger();
            awaitTwoMoreWorkflows(sent);

            kill(collector);
            awaitTwoMoreWorkflows(sent);
            engram.start();
            awaitTwoMoreWorkflows(sent);

            // It alone is started again at once: an agent tries for some seconds, a queue on disk for ever.
            kill(otelcol);
            stack.startOtelcol();
            awaitTwoMoreWorkflows(sent);
            application.close();

            Map<String, Set<String>> all = ids(sent);
            assertThat(all).hasSizeGreaterThanOrEqualTo(12);
            JaegerApi inJaeger = new JaegerApi(stack.jaegerUrl());
            for (Map.Entry<String, Set<String>> trace : all.entrySet()) {
                JsonNode found =
                        inJaeger.awaitTrace(trace.getKey(), trace.getValue().size(), SOON);
                assertThat(texts(found.path("spans"), "spanID")).isEqualTo(trace.getValue());
            }
            await().atMost(SOON).until(() -> engram.count() >= count(all));
            assertThat(engram.traces()).isEqualTo(all);
            assertThat(said).noneMatch(line -> line.contains("dropped"));
        }
    }

    private static void awaitTwoMoreWorkflows(SentLines sent) throws IOException {
        long before = sent.count("aqe.workflow.run");
        await().atMost(SOON).until(() -> sent.count("aqe.workflow.run") >= before + 2);
    }

    private static Map<String, Set<String>> ids(SentLines sent) throws IOException {
        Map<String, Set<String>> ids = new TreeMap<>();
        sent.traces().forEach((trace, spans) -> ids.put(trace, new TreeSet<>(spans.keySet())));
        return ids;
    }

    private static long count(Map<String, Set<String>> traces) {
        return traces.values().stream().mapToLong(Set::size).sum();
    }

    private static Set<String> texts(JsonNode list, String field) {
        Set<String> texts = new TreeSet<>();
        list.forEach(each -> texts.add(each.path(field).asText()));
        return texts;
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
                        .filter(path -> path.contains("/engram/stack/") || path.endsWith("/bin/java"))
                        .isPresent())
                .collect(Collectors.toSet());
    }

    /** By SIGKILL, for which no program can prepare. */
    private static void kill(ProcessHandle program) {
        assertThat(program.destroyForcibly()).isTrue();
        program.onExit().join();
    }
}
