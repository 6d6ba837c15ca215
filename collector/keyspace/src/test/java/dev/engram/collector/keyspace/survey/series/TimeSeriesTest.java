package dev.engram.collector.keyspace.survey.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The time series of a watch")
class TimeSeriesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    /** A survey after so many hours, with keys of a namespace and one of the largest. */
    private static String survey(int hours, int plans, String more, String biggest, String finding) {
        return """
                {"timestamp":"%s","total_keys":%d,"total_bytes":%d,
                "namespaces":[{"namespace":"plans","keys":%d,"bytes":%d}%s],
                "biggest":[{"key":"%s","type":"string","bytes":%d}],"usage":{"keys":[{"key":"hot","amount":3}]},
                "findings":[%s]}
                """.formatted(
                                START.plus(Duration.ofHours(hours)),
                                plans,
                                10L * plans,
                                plans,
                                10L * plans,
                                more,
                                biggest,
                                hours + 1,
                                finding.isEmpty()
                                        ? ""
                                        : "{\"kind\":\"" + finding + "\"},{\"kind\":\"" + finding + "\"}")
                        .replace("\n", "")
                + "\n";
    }

    @Test
    @DisplayName("shows growth per day, keys that stay and findings, over all files of the watch, oldest first")
    void growth() throws IOException {
        Path file = directory.resolve("series.jsonl");
        Files.writeString(directory.resolve("series.jsonl.2"), survey(0, 100, "", "large", ""));
        Files.writeString(directory.resolve("series.jsonl.1"), survey(12, 400, "", "large", "rapid_growth"));
        Files.writeString(
                file,
                survey(24, 150, ",{\"namespace\":\"late\",\"keys\":7,\"bytes\":null}", "other", "rapid_growth")
                        + survey(48, 200, "", "large", "") + "{\"timestamp\":\"20");
        TimeSeries series = TimeSeries.read(file, Instant.MIN);
        assertThat(series.surveys()).isEqualTo(4);
        assertThat(series.skipped()).isEqualTo(1);
        assertThat(series.namespaces())
                .extracting(
                        TimeSeries.Growth::namespace,
                        TimeSeries.Growth::firstKeys,
                        TimeSeries.Growth::lastKeys,
                        TimeSeries.Growth::peakKeys,
                        TimeSeries.Growth::keysPerDay,
                        TimeSeries.Growth::bytesPerDay)
                .containsExactly(
                        tuple("*", 100L, 200L, 400L, 50.0, 500.0),
                        tuple("late", 0L, 0L, 7L, 0.0, null),
                        tuple("plans", 100L, 200L, 400L, 50.0, 500.0));
        assertThat(series.persistent())
                .as("large was not among the largest in one of four surveys")
                .extracting(TimeSeries.Persistent::key, TimeSeries.Persistent::surveys)
                .containsExactly(tuple("hot", 4L));
        assertThat(series.findings()).isEqualTo(Map.of("rapid_growth", 2L));
        TimeSeries last = TimeSeries.read(file, START.plus(Duration.ofHours(24)));
        assertThat(last.surveys()).isEqualTo(2);
        assertThat(last.persistent()).as("two surveys say nothing").isEmpty();
    }

    @Test
    @DisplayName("is not made of nothing")
    void nothing() throws IOException {
        Path file = directory.resolve("none.jsonl");
        assertThatThrownBy(() -> TimeSeries.read(file, Instant.MIN)).isInstanceOf(NoSuchFileException.class);
        Files.writeString(file, "\n[]\nno survey\n");
        assertThatThrownBy(() -> TimeSeries.read(file, Instant.MIN))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no survey in it");
    }
}
