package dev.engram.agent.telemetry;

import dev.engram.agent.config.Otlp;

/**
 * One exporter of spans or of metrics, and how to speak of it in the log. Immutable.
 *
 * @param <E> the exporter
 */
final class Destination<E> {

    private final String kind;
    private final String place;
    private final String remedy;
    private final E exporter;

    private Destination(String kind, String place, String remedy, E exporter) {
        this.kind = kind;
        this.place = place;
        this.remedy = remedy;
        this.exporter = exporter;
    }

    static <E> Destination<E> otlp(Otlp settings, String signal, E exporter) {
        return new Destination<>(
                "otlp",
                Redactor.clean(settings.endpoint(), Text.MAX),
                "Set OTEL_EXPORTER_OTLP_ENDPOINT, or OTEL_" + signal + "_EXPORTER=none.",
                exporter);
    }

    static <E> Destination<E> console(E exporter) {
        return new Destination<>("console", "standard output", "", exporter);
    }

    static <E> Destination<E> jsonl(String path, E exporter) {
        return new Destination<>("jsonl", path, "Set ENGRAM_JSONL_PATH to a file on a disk with room.", exporter);
    }

    /** {@code otlp}, {@code console} or {@code jsonl}. */
    String kind() {
        return kind;
    }

    /** Where it sends to, without credentials. */
    String place() {
        return place;
    }

    /** What the user can do, as a sentence; may be empty. */
    String remedy() {
        return remedy;
    }

    E exporter() {
        return exporter;
    }
}
