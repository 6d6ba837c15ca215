package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that the version of 2026-11-24 wrote, which kept the types of attributes in a file for all spans: three spans are
 * packed, the fourth is in the log alone, for the process was killed.
 */
@DisplayName("A database of an older version")
class OlderDatabaseTest {

    @TempDir
    private Path folder;

    @Test
    @DisplayName("has all spans, each attribute with its type, also beside new spans and after they are packed")
    void isRead() throws Exception {
        Path database = folder.resolve("db");
        Files.createDirectory(database);
        for (String name : List.of("attributes", "version", "spans-000001.parquet", "minutes-000001-000001.parquet")) {
            copy(name, database.resolve(name));
        }
        copy("requests-000002", database.resolve("requests-000002.log"));
        try (TestCollector collector = new TestCollector(options -> options.database(database))) {
            assertRead(collector);
            Span.Builder span = SeedTrace.request().getResourceSpans(0).getScopeSpans(0).getSpans(0).toBuilder();
            span.addAttributesBuilder()
                    .setKey("late")
                    .setValue(AnyValue.newBuilder().setDoubleValue(0.5));
            ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
            request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
            collector.send(request.build());
            assertThat(collector.rows("SELECT sum(attributes['late']) FROM spans"))
                    .containsExactly(List.of(4.5));
        }
        try (TestCollector collector = new TestCollector(options -> options.database(database))) {
            assertRead(collector);
            assertThat(collector.rows("SELECT sum(attributes['late']) FROM spans"))
                    .containsExactly(List.of(4.5));
        }
    }

    private static void assertRead(TestCollector collector) {
        String old = " FROM spans WHERE name = 'old' ORDER BY start_time";
        assertThat(collector.rows(
                        "SELECT attributes['agent.id'], attributes['memory.value_size'], attributes['number'],"
                                + " attributes['broken'], attributes['flag'], attributes['text'], attributes['list'],"
                                + " attributes['it''s \"odd\"\nname'], attributes['" + "l".repeat(250) + "']" + old))
                .containsExactly(
                        Arrays.asList("a1", 1L, 1L, 0.5, true, "t1", List.of("x", "1"), 1L, "1"),
                        Arrays.asList("a2", 2L, 2L, 1.0, false, "t2", List.of("x", "2"), 2L, "2"),
                        Arrays.asList("a3", 3L, 3L, 1.5, false, "t3", List.of("x", "3"), 3L, "3"),
                        Arrays.asList("a4", null, 4L, null, null, null, null, null, null));
        assertThat(collector.rows("SELECT attributes['mixed']" + old + " LIMIT 3"))
                .containsExactly(List.of("1"), List.of("2"), List.of("three"));
        assertThat(collector.rows("SELECT attributes" + old + " LIMIT 1").toString())
                .contains("number=1", "broken=0.5", "late=null");
    }

    private static void copy(String name, Path to) throws Exception {
        try (InputStream in =
                Objects.requireNonNull(OlderDatabaseTest.class.getResourceAsStream("older-database/" + name), name)) {
            Files.copy(in, to);
        }
    }
}
