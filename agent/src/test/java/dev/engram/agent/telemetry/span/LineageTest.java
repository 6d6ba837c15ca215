package dev.engram.agent.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.trace.Sampler;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A retrieve that finds a value")
class LineageTest {

    private static List<Span> spans(Play play, Sampler sampler, String... settings) throws Exception {
        try (OtlpSink sink = new OtlpSink();
                Agent agent = new Agent(Agent.to(sink, settings), sampler)) {
            play.on(agent);
            agent.awaitSpans();
            return sink.spans();
        }
    }

    private interface Play {
        void on(Agent agent) throws Exception;
    }

    private static List<Span> spans(Play play) throws Exception {
        return spans(play, Sampler.alwaysOn());
    }

    private static void store(Agent agent, String key, String namespace, @Nullable Integer ttl, String owner)
            throws Exception {
        agent.call(agent.store(), () -> null, key, "value", namespace, ttl, owner);
    }

    private static void retrieve(Agent agent, String key, String namespace) throws Exception {
        agent.call(agent.retrieve(), () -> "value", key, namespace, "reader");
    }

    private static Span last(List<Span> spans) {
        return spans.get(spans.size() - 1);
    }

    @Test
    @DisplayName("is linked to the newest store of the key, and says which agent stored it and how long ago")
    void linked() throws Exception {
        List<Span> spans = spans(agent -> {
            store(agent, "k", "n", null, "first");
            store(agent, "k", "n", null, "second");
            store(agent, "k", "other", null, "third");
            retrieve(agent, "k", "n");
        });
        Span retrieve = last(spans);
        assertThat(retrieve.getLinksList()).singleElement().satisfies(link -> {
            assertThat(link.getSpanId()).isEqualTo(spans.get(1).getSpanId());
            assertThat(link.getTraceId()).isEqualTo(spans.get(1).getTraceId());
        });
        assertThat(Otlp.attributes(retrieve)).contains(entry("memory.lineage.writer.agent.id", "second"));
        long age = (retrieve.getEndTimeUnixNano() - spans.get(1).getEndTimeUnixNano()) / 1_000_000;
        assertThat((Long) Otlp.attributes(retrieve).get("memory.lineage.age_ms"))
                .isBetween(age - 2, age + 2);
        assertThat(spans.subList(0, 3)).allMatch(each -> each.getLinksCount() == 0);
    }

    @Test
    @DisplayName("has no link after a delete, a miss or the end of its TTL, nor for a key of another namespace")
    void ends() throws Exception {
        List<Span> spans = spans(agent -> {
            store(agent, "deleted", "n", null, "writer");
            agent.call(agent.delete(), () -> null, "deleted", "n");
            retrieve(agent, "deleted", "n");
            store(agent, "missed", "n", null, "writer");
            agent.call(agent.retrieve(), () -> null, "missed", "n", "reader");
            retrieve(agent, "missed", "n");
            store(agent, "expired", "n", 1, "writer");
            Thread.sleep(1100);
            retrieve(agent, "expired", "n");
            store(agent, "elsewhere", "other", 3600, "writer");
            retrieve(agent, "elsewhere", "n");
        });
        assertThat(spans).hasSize(10).allMatch(each -> each.getLinksCount() == 0);
        assertThat(spans).noneMatch(each -> Otlp.attributes(each).containsKey("memory.lineage.age_ms"));
    }

    @Test
    @DisplayName("has no link to a store that failed, and keeps the one before")
    void failed() throws Exception {
        List<Span> spans = spans(agent -> {
            store(agent, "k", "n", 3600, "writer");
            try {
                agent.call(
                        agent.store(),
                        () -> {
                            throw new IllegalStateException("full");
                        },
                        "k",
                        "value",
                        "n",
                        null,
                        "other");
            } catch (IllegalStateException wanted) {
                assertThat(wanted).hasMessage("full");
            }
            retrieve(agent, "k", "n");
        });
        assertThat(Otlp.attributes(last(spans))).contains(entry("memory.lineage.writer.agent.id", "writer"));
    }

    @Test
    @DisplayName("is never linked to an older store than the last, also where only some traces are sampled")
    void sampled() throws Exception {
        int calls = 400;
        List<String> owners = new ArrayList<>();
        List<Span> spans = spans(
                agent -> {
                    for (int i = 0; i < calls; i++) {
                        store(agent, "k", "n", null, "writer-" + i);
                        owners.add("writer-" + i);
                        retrieve(agent, "k", "n");
                    }
                },
                Sampler.ratio(0.5));
        List<Span> retrieves = spans.stream()
                .filter(each -> each.getName().endsWith("retrieve"))
                .toList();
        assertThat(retrieves).isNotEmpty();
        List<String> writers = retrieves.stream()
                .map(each -> (String) Otlp.attributes(each).get("memory.lineage.writer.agent.id"))
                .toList();
        assertThat(writers).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(owners).containsAll(writers);
        assertThat(retrieves).anyMatch(each -> each.getLinksCount() == 0).anyMatch(each -> each.getLinksCount() == 1);
    }

    @Test
    @DisplayName("has no link where some stores are not seen at all: sampled, without metrics")
    void unseen() throws Exception {
        List<Span> spans = spans(
                agent -> {
                    for (int i = 0; i < 100; i++) {
                        store(agent, "k", "n", null, "writer");
                        retrieve(agent, "k", "n");
                    }
                },
                Sampler.ratio(0.5),
                "OTEL_METRICS_EXPORTER",
                "none",
                "OTEL_TRACES_SAMPLER",
                "traceidratio",
                "OTEL_TRACES_SAMPLER_ARG",
                "0.5");
        assertThat(spans).isNotEmpty().allMatch(each -> each.getLinksCount() == 0);
    }
}
