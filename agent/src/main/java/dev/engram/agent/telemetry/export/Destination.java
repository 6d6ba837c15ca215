package dev.engram.agent.telemetry.export;

import dev.engram.agent.config.Otlp;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One exporter of spans or of metrics, and how the log speaks of it.
 *
 * @param kind {@code otlp}, {@code console} or {@code jsonl}
 * @param place where it sends to, without credentials
 * @param remedy what the user can do when it fails, as a sentence; may be empty
 * @param exporter the exporter
 * @param <T> what the exporter takes
 */
public record Destination<T>(String kind, String place, String remedy, Exporter<T> exporter) {

    /**
     * One that sends over OTLP.
     *
     * @param signal {@code TRACES} or {@code METRICS}
     */
    public static <T> Destination<T> otlp(Otlp settings, String signal, Exporter<T> exporter) {
        return new Destination<>(
                "otlp", settings.place(), "Or set OTEL_" + signal + "_EXPORTER=none to send nothing.", exporter);
    }

    public static <T> Destination<T> console(Exporter<T> exporter) {
        return new Destination<>("console", "standard output", "", exporter);
    }

    public static <T> Destination<T> jsonl(String path, Exporter<T> exporter) {
        return new Destination<>("jsonl", path, "Set ENGRAM_JSONL_PATH to a file on a disk with room.", exporter);
    }

    boolean isOtlp() {
        return kind.equals("otlp");
    }

    /**
     * Exports, whatever the exporter throws.
     *
     * @return null when all items were accepted
     */
    public @Nullable ExportFailure export(T items) {
        try {
            return exporter.export(items);
        } catch (IOException | RuntimeException | Error thrown) {
            return ExportFailure.of(thrown);
        }
    }
}
