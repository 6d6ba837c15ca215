package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A collector's process with a database on disk")
@Tag("full")
class KilledIT {

    /** -Dengram.kills=20 for more. */
    private static final int LIVES = Integer.getInteger("engram.kills", 3);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("killed in the middle of traffic, has every span that it accepted, once")
    void killed() throws Exception {
        Set<String> accepted = new TreeSet<>();
        for (int life = 0; life < LIVES; life++) {
            int from = life * 1000;
            try (ForwardIT.Running collector = start()) {
                Thread sender = new Thread(() -> sendUntilItIsGone(collector.http(), from, accepted), "sender");
                sender.start();
                int target = size(accepted) + 100;
                Awaitility.await().atMost(PATIENCE).until(() -> size(accepted) >= target);
                collector.process().destroyForcibly().waitFor();
                sender.join(PATIENCE.toMillis());
                assertThat(sender.isAlive()).isFalse();
            }
        }
        try (ForwardIT.Running last = start()) {
            List<String> there = spanIds(last);
            assertThat(there).containsAll(accepted).doesNotHaveDuplicates();
        }
    }

    private ForwardIT.Running start() throws Exception {
        return ForwardIT.Running.start(folder, "--db", "engram", "--query-rows", "100000");
    }

    private static int size(Set<String> accepted) {
        synchronized (accepted) {
            return accepted.size();
        }
    }

    /** One trace after the other; each that the collector accepts is noted. */
    private static void sendUntilItIsGone(int port, int from, Set<String> accepted) {
        for (int i = from; i < from + 1000; i++) {
            ExportTraceServiceRequest request = SeedTrace.request(i);
            try {
                if (Http.post(port, "/v1/traces", request.toByteArray(), "Content-Type", "application/x-protobuf")
                                .statusCode()
                        == 200) {
                    synchronized (accepted) {
                        accepted.addAll(spanIds(request));
                    }
                }
            } catch (UncheckedIOException gone) {
                return;
            }
        }
    }

    static List<String> spanIds(ExportTraceServiceRequest request) {
        return request.getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
                .map(span -> HexFormat.of().formatHex(span.getSpanId().toByteArray()))
                .toList();
    }

    static List<String> spanIds(ForwardIT.Running collector) throws Exception {
        byte[] answer = Http.post(
                        collector.api(),
                        "/api/query",
                        "{\"sql\": \"SELECT span_id FROM spans\"}".getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json")
                .body();
        List<String> ids = new ArrayList<>();
        for (JsonNode row :
                Json.read(new String(answer, StandardCharsets.UTF_8)).path("rows")) {
            ids.add(row.path(0).asText());
        }
        return ids;
    }
}
