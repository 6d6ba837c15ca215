package dev.engram.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.benchmarks.sink.Sink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The application under Engram, against the sink, for a moment")
class SideBySideIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @Test
    @DisplayName("every call of bursts arrives; unsampled and disabled, none")
    void bursts() throws Exception {
        try (Sink sink = new Sink()) {
            assertThat(spans(Variant.ENGRAM, sink)).isEqualTo(1024 + 2 * 5 * 100);
            assertThat(spans(Variant.ENGRAM_UNSAMPLED, sink)).isZero();
            assertThat(spans(Variant.ENGRAM_DISABLED, sink)).isZero();
            assertThat(sink.errors()).isZero();
        }
    }

    @Test
    @DisplayName("the SDK by hand delivers as well")
    void sdk() throws Exception {
        try (Sink sink = new Sink()) {
            assertThat(spans(Variant.SDK, sink)).isEqualTo(1024 + 2 * 5 * 100);
            assertThat(sink.errors()).isZero();
        }
    }

    /** What arrives of the application's 1,024 first calls and five bursts of two threads. */
    private static long spans(Variant variant, Sink sink) throws Exception {
        Setup setup = new Setup(ROOT, JAVA, sink.port());
        long before = sink.spans();
        try (Child child = Child.start(
                setup,
                "it-" + variant.label(),
                variant.options(setup),
                variant.classPath(setup),
                "com.acme.notes.NotesApp",
                List.of(variant.memory(setup)))) {
            child.answer(60);
            Map<String, String> burst = child.ask(BurstMeasure.order(2, 100, 10, 2, 3), 60);
            assertThat(burst).containsEntry("calls", "1000").containsKeys("nanos", "bytes");
            assertThat(Child.number(child.ask("cpu", 10), "nanos")).isPositive();
            child.end();
        }
        assertThat(Files.readString(setup.logs().resolve("it-" + variant.label() + ".log")))
                .contains("NotesApp");
        return sink.spans() - before;
    }
}
