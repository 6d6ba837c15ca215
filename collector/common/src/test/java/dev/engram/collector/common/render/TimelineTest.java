package dev.engram.collector.common.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.common.model.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The timeline keeps its shape whatever the spans hold. */
class TimelineTest {

    private static final long MS = 1_000_000;

    @Test
    void redisCallsStandBelowTheirMemoryOperation() {
        String text = Timeline.render(
                trace(
                        span(
                                "1",
                                "",
                                "aqe.memory.store",
                                0,
                                400_000,
                                Map.of("memory.operation", "store", "memory.key", "k")),
                        span(
                                "2",
                                "1",
                                "SET",
                                100_000,
                                300_000,
                                Map.of("db.system.name", "redis", "server.address", "127.0.0.1", "server.port", 6380L)),
                        span(
                                "3",
                                "1",
                                "EXPIRE",
                                310_000,
                                330_000,
                                Map.of("db.system.name", "redis", "server.address", "db"))),
                0);
        assertThat(text)
                .contains("│ 00:00.000 aqe.memory.store [k]                                  0.4ms   │")
                .contains("│   00:00.000 SET [127.0.0.1:6380]                                0.2ms   │")
                .contains("│   00:00.000 EXPIRE [db]                                        <0.1ms   │");
    }

    @Test
    void aMemoryInLayersTellsWhatItLoadedFoundAndChecked() {
        String text = Timeline.render(
                trace(
                        span(
                                "1",
                                "",
                                "tta.memory.load",
                                0,
                                MS,
                                Map.of(
                                        "memory.operation",
                                        "load",
                                        "memory.stage",
                                        "plan",
                                        "memory.mode",
                                        "rapid",
                                        "memory.layers_loaded",
                                        1L)),
                        span(
                                "2",
                                "",
                                "tta.memory.search",
                                MS,
                                MS,
                                Map.of(
                                        "memory.operation",
                                        "search",
                                        "memory.tags",
                                        List.of("auth", "jwt"),
                                        "memory.result_count",
                                        2L)),
                        span(
                                "3",
                                "",
                                "tta.memory.search",
                                MS,
                                MS,
                                Map.of("memory.operation", "search", "memory.tags", List.of())),
                        span(
                                "4",
                                "",
                                "tta.memory.validate",
                                MS,
                                MS,
                                Map.of(
                                        "memory.operation",
                                        "validate",
                                        "memory.valid",
                                        false,
                                        "memory.severity",
                                        "warning")),
                        span(
                                "5",
                                "",
                                "tta.memory.enrich",
                                MS,
                                MS,
                                Map.of("memory.operation", "enrich", "memory.result_count", 3L))),
                0);
        assertThat(text)
                .contains("└─ namespace: default, stage: plan, mode: rapid, layers: 1 ")
                .contains("└─ namespace: default, tags: auth, jwt, results: 2 ")
                .contains("└─ namespace: default, valid: false, severity: warning ")
                .contains("└─ namespace: default, links: 3 ")
                .contains("Memory Operations: 5 (2 search, 1 load, 1 validate, 1 enrich)");
        assertThat(text.split("tags: ", -1)).hasSize(2);
    }

    @Test
    void agentAndDurationStandOnEveryLineWhateverTheNameOfTheSpan() {
        for (String turn : List.of("support.turn", "support.task.turn", "anything")) {
            String text = Timeline.render(
                    trace(
                            span("1", "", turn, 0, 40 * MS, Map.of("agent.id", "support-bot")),
                            span(
                                    "2",
                                    "1",
                                    "a.store",
                                    MS,
                                    9 * MS,
                                    Map.of("memory.operation", "store", "memory.key", "k", "agent.id", "support-bot")),
                            span(
                                    "3",
                                    "2",
                                    "SET",
                                    2 * MS,
                                    3 * MS,
                                    Map.of(
                                            "db.system.name",
                                            "redis",
                                            "server.address",
                                            "db",
                                            "agent.id",
                                            "support-bot")),
                            span("4", "1", "x.test", 10 * MS, 20 * MS, Map.of("test.name", "t", "agent.id", "other"))),
                    0);
            assertThat(text)
                    .containsPattern("│ 00:00.000 " + turn + " \\[support-bot\\] +40ms   │")
                    .containsPattern("│   00:00.001 a.store \\[k\\] by support-bot +8ms   │")
                    .containsPattern("│     00:00.002 SET \\[db\\] by support-bot +1ms   │")
                    .containsPattern("│   00:00.010 x.test \\[t\\] by other +10ms   │")
                    .contains("Memory Operations: 1 (1 store)\n");
        }
    }

    @Test
    void theWordsOfOpenTelemetryAloneAreUnderstood() {
        String text = Timeline.render(
                trace(
                        span("1", "", "chat gpt", 0, 9 * MS, Map.of("gen_ai.operation.name", "chat")),
                        span(
                                "2",
                                "1",
                                "upsert_memory",
                                MS,
                                2 * MS,
                                Map.of(
                                        "gen_ai.operation.name",
                                        "upsert_memory",
                                        "gen_ai.memory.record.id",
                                        "k",
                                        "gen_ai.memory.store.id",
                                        "notes",
                                        "gen_ai.memory.record.count",
                                        12L,
                                        "gen_ai.agent.id",
                                        "a"))),
                0);
        assertThat(text)
                .contains("upsert_memory [k] by a ")
                .contains("└─ namespace: notes, records: 12 ")
                .contains("Memory Operations: 1 (1 store)\n");
    }

    @Test
    void aPartOfAnOperationHasItsLineButIsNotCounted() {
        String text = Timeline.render(
                trace(
                        span("1", "", "add", 0, 9 * MS, store(40L, false)),
                        span("2", "1", "update", MS, 3 * MS, store(3174L, true)),
                        span(
                                "3",
                                "2",
                                "remove",
                                MS,
                                2 * MS,
                                Map.of("memory.operation", "delete", "memory.nested", true))),
                0);
        assertThat(text)
                .contains("│   └─ namespace: chat, size: 40 bytes ")
                .contains("│     └─ nested, namespace: chat, window of 12 messages, 3.1 KB ")
                .contains("│     00:00.001 remove ")
                .endsWith(
                        "Memory Operations: 1 (1 store), and 2 nested\nData Transferred: 40B (40B stored, 0B read)\n");
    }

    private static Map<String, Object> store(long size, boolean nested) {
        Map<String, Object> attributes = new LinkedHashMap<>(
                Map.of("memory.operation", "store", "memory.namespace", "chat", "memory.value_size", size));
        if (nested) {
            attributes.put("memory.nested", true);
            attributes.put("memory.result_count", 12L);
            attributes.put("memory.window", "messages");
        }
        return attributes;
    }

    @Test
    void aRetrieveTellsHowManyRecordsItFound() {
        String text = Timeline.render(
                trace(span("1", "", "r", 0, MS, retrieve(true, 2L)), span("2", "", "r", 0, MS, retrieve(false, 0L))),
                0);
        assertThat(text)
                .contains("└─ namespace: default, found: true, records: 2 ")
                .contains("└─ namespace: default, found: false ");
    }

    private static Map<String, Object> retrieve(boolean found, long records) {
        return Map.of("memory.operation", "retrieve", "memory.found", found, "memory.result_count", records);
    }

    @Test
    void whatWasReadIsTransferredToo() {
        String text = Timeline.render(
                trace(
                        span("1", "", "s", 0, MS, Map.of("memory.operation", "store", "memory.value_size", 1024L)),
                        span("2", "", "r", 0, MS, Map.of("memory.operation", "retrieve", "memory.value_size", 2048L)),
                        span("3", "", "q", 0, MS, Map.of("memory.operation", "search", "memory.value_size", 512L))),
                0);
        assertThat(text).endsWith("Data Transferred: 3.5KB (1.0KB stored, 2.5KB read)\n");
    }

    @Test
    void anErrorIsMarkedWithItsMessage() {
        Span failed = new Span(
                "t",
                "1",
                "",
                "aqe.memory.store",
                "INTERNAL",
                "",
                0,
                5 * MS,
                Map.of("memory.operation", "store", "memory.namespace", "n", "memory.value_size", 100L),
                List.of(),
                List.of(),
                SpanStatus.ERROR,
                "Write denied",
                Map.of(),
                "");
        assertThat(Timeline.render(trace(failed), 0))
                .contains("│   └─ ERROR: Write denied ")
                .contains("Memory Operations: 1 (1 store)\nData Transferred: 0B\n");
    }

    @Test
    void aWorkflowThatFailedKeepsItsLine() {
        Span root = new Span(
                "t",
                "1",
                "",
                "aqe.workflow.run",
                "INTERNAL",
                "",
                0,
                5 * MS,
                Map.of("workflow.name", "W"),
                List.of(),
                List.of(),
                SpanStatus.ERROR,
                "out of order",
                Map.of(),
                "");
        assertThat(Timeline.render(trace(root, span("2", "1", "child", 1, 2, Map.of())), 0))
                .contains("Trace: W")
                .contains("aqe.workflow.run")
                .contains("ERROR: out of order");
    }

    @Test
    void everyLineOfTheBoxIsAsWideAsTheOthers() {
        String text = Timeline.render(
                trace(
                        span(
                                "1",
                                "",
                                "aqe.memory.store",
                                0,
                                MS,
                                Map.of("memory.operation", "store", "memory.key", "鍵".repeat(100))),
                        span(
                                "2",
                                "",
                                "aqe.memory.store",
                                1,
                                MS,
                                Map.of("memory.operation", "store", "memory.key", "k".repeat(500))),
                        span("3", "", "n".repeat(500), 2, MS, Map.of("agent.id", "a")),
                        span(
                                "4",
                                "",
                                "aqe.memory.search",
                                3,
                                MS,
                                Map.of("memory.operation", "search", "memory.pattern", "é\u0301🚀%")),
                        span(
                                "5",
                                "",
                                "aqe.memory.delete",
                                4,
                                MS,
                                Map.of("memory.operation", "delete", "memory.namespace", "n".repeat(500)))),
                0);
        List<Integer> widths = text.lines()
                .filter(line -> line.startsWith("│") || line.startsWith("┌"))
                .map(Text::width)
                .distinct()
                .toList();
        assertThat(widths).containsExactly(112);
        assertThat(text).contains("kkk…]").contains("鍵…]");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        String text = Timeline.render(
                trace(span(
                        "1",
                        "",
                        "aqe.memory.store\u001b[2J",
                        0,
                        MS,
                        Map.of(
                                "memory.operation",
                                "store",
                                "memory.key",
                                "a\nb\tc\u009b31m\u202ed\u200b",
                                "memory.namespace",
                                "\u001b]0;x\u0007"))),
                0);
        assertThat(text).contains("aqe.memory.store\uFFFD[2J [a\uFFFDb\uFFFDc\uFFFD31m\uFFFDd\uFFFD]");
        assertThat(text.chars().filter(c -> c != '\n' && (c < 0x20 || (c >= 0x7f && c <= 0x9f))))
                .isEmpty();
    }

    @Test
    void manySpansAreCutAndSaidSo() {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 5000; i++) {
            spans.add(span(
                    Integer.toString(i),
                    "",
                    "aqe.memory.store",
                    i * MS,
                    (i + 1) * MS,
                    Map.of("memory.operation", "store", "memory.value_size", 1L)));
        }
        String text = Timeline.render(new Trace("t", spans, 5000), 100);
        assertThat(text.lines().count()).isLessThan(210);
        assertThat(text)
                .contains("… 4900 more spans; --limit 0 shows all")
                .contains("Memory Operations: 5000 (5000 store)");
        assertThat(Timeline.render(new Trace("t", spans, 9000), 100)).contains("Spans: the first 5000 of 9000\n");
    }

    @Test
    void brokenFamiliesAreDrawnToo() {
        String ring =
                Timeline.render(trace(span("1", "2", "one", 0, 1, Map.of()), span("2", "1", "two", 1, 2, Map.of())), 0);
        assertThat(ring).contains("one").contains("two");
        String self = Timeline.render(trace(span("1", "1", "self", 0, 1, Map.of())), 0);
        assertThat(self).contains("self");
        String orphan = Timeline.render(trace(span("1", "gone", "orphan", 0, 1, Map.of())), 0);
        assertThat(orphan).contains("│ 00:00.000 orphan");
        assertThat(Timeline.render(trace(), 0)).isEqualTo("Trace t has no spans.\n");
    }

    @Test
    void aVeryDeepTraceIsDrawn() {
        List<Span> chain = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            chain.add(span(Integer.toString(i), i == 1 ? "" : Integer.toString(i - 1), "deep", i, 30_000, Map.of()));
        }
        assertThat(Timeline.render(new Trace("t", chain, chain.size()), 0)
                        .lines()
                        .count())
                .isGreaterThan(20_000);
    }

    private static Trace trace(Span... spans) {
        return new Trace("t", List.of(spans), spans.length);
    }

    private static Span span(
            String id, String parent, String name, long start, long end, Map<String, Object> attributes) {
        return new Span(
                "t",
                id,
                parent,
                name,
                "INTERNAL",
                "",
                start,
                end,
                attributes,
                List.of(),
                List.of(),
                SpanStatus.UNSET,
                "",
                Map.of(),
                "");
    }
}
