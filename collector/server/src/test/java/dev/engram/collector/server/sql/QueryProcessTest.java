package dev.engram.collector.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.server.store.duckdb.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process that runs queries")
class QueryProcessTest {

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("loads DuckDB's code that the collector has loaded, and unpacks its own if it cannot")
    void library() throws Exception {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try (DuckDBConnection loaded = QueryEngine.open(50_000_000, List.of())) {
            Path shared = NativeLibrary.shared();
            assertThat(shared).isNotNull();
            assertThat(Files.readSymbolicLink(shared).toString()).endsWith(" (deleted)");
            try (QueryProcess process = QueryProcess.start(folder, QueryLimits.defaults(), watch, shared)) {
                assertThat(code(process.pid()))
                        .isEqualTo(code(ProcessHandle.current().pid()));
                assertThat(filesOfProcess()).isEmpty();
            }
            try (QueryProcess process =
                    QueryProcess.start(folder, QueryLimits.defaults(), watch, folder.resolve("gone"))) {
                assertThat(code(process.pid()))
                        .isNotEqualTo(code(ProcessHandle.current().pid()));
            }
            Path other = Files.writeString(folder.resolve("other"), "not a library");
            assertThatThrownBy(() -> QueryProcess.start(folder, QueryLimits.defaults(), watch, other))
                    .isInstanceOf(IOException.class);
            assertThat(loaded.isClosed()).isFalse();
        } finally {
            watch.shutdownNow();
        }
    }

    private Stream<Path> filesOfProcess() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList().stream();
        }
    }

    /** Device and inode of the file that DuckDB's code is mapped from. */
    private static String code(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "maps")).stream()
                .filter(line -> line.contains("libduckdb_java"))
                .map(line -> line.split("\\s+", 6))
                .map(cells -> cells[3] + " " + cells[4])
                .distinct()
                .reduce((first, second) -> first + ", " + second)
                .orElseThrow();
    }
}
