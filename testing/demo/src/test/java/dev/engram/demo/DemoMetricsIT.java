package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs the jars of the modules agent and demo-app, which a build of all modules makes before this one. The application knows
 * nothing of metrics; all of them come of the agent and the rule file.
 */
@Tag("full")
@DisplayName("The fourteen metrics of memory layers, of the real demo application under the real agent")
class DemoMetricsIT {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Durations differ from run to run, so their number is compared; of the others the value. */
    private static final String LATEST = """
            SELECT name, labels, CASE WHEN bool_or(type = 'histogram') THEN
                     sum(count) || ' measured' || CASE WHEN unit = '{result}' THEN ', ' || sum(sum)::BIGINT || ' in all' ELSE '' END
                   ELSE sum(value)::BIGINT::VARCHAR END AS seen
            FROM (
              SELECT *, concat_ws(', ',
                  'operation ' || (attributes->>'operation'), 'layer ' || (attributes->>'layer'),
                  'stage ' || (attributes->>'stage'), 'mode ' || (attributes->>'mode'),
                  'layers_loaded ' || (attributes->>'layers_loaded'), 'query_tags ' || (attributes->>'query_tags'),
                  'paf_id ' || (attributes->>'paf_id'), 'severity ' || (attributes->>'severity')) AS labels,
                row_number() OVER (PARTITION BY name, attributes::VARCHAR ORDER BY time DESC) AS age
              FROM metrics WHERE name LIKE 'memory.%' AND name <> 'memory.value_size')
            WHERE age = 1 GROUP BY name, labels, unit ORDER BY name, labels""";

    @TempDir
    private Path directory;

    @Test
    @DisplayName("arrive with the values that docs/demo.md says, after the scenario of a feature's three days")
    void metrics() throws Exception {
        Parts parts = Parts.in(ROOT);
        assumeThat(List.of(parts.agent(), parts.application())).allMatch(Files::exists, "is built");
        List<String> lines = new CopyOnWriteArrayList<>();
        try (DemoRedis redis = DemoRedis.start(directory);
                Collector collector = Collector.start(CollectorOptions.onFreePorts());
                Supervised application = DemoApplication.start(
                        parts,
                        redis.url(),
                        "http://127.0.0.1:" + collector.httpPort(),
                        List.of("--scenario", "feature"),
                        lines::add)) {
            assertThat(application.waitFor(LONG)).as("%s", lines).hasValue(0);
            List<String> documented = documented();
            assertThat(documented.stream()
                            .map(row -> row.substring(2, row.indexOf(' ', 2)))
                            .distinct())
                    .as("names")
                    .hasSize(15)
                    .contains("memory.session.count");
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(rows(collector.query(LATEST))).isEqualTo(documented));
        }
    }

    private static List<String> rows(Table table) {
        return table.rows().stream()
                .map(row -> row.stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" | ", "| ", " |"))
                        .replace("|  |", "| |"))
                .toList();
    }

    /** The rows of the table in docs/demo.md below the heading "Metrics". */
    private static List<String> documented() throws Exception {
        List<String> rows = new ArrayList<>();
        boolean isHere = false;
        for (String line : Files.readAllLines(ROOT.resolve("docs/demo.md"))) {
            isHere = line.startsWith("#") ? line.equals("## Metrics") : isHere;
            if (isHere && line.startsWith("| `memory.")) {
                rows.add(line.replace("`", ""));
            }
        }
        return rows;
    }
}
