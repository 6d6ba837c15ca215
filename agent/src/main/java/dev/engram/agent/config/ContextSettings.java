package dev.engram.agent.config;

import java.util.List;

/**
 * How contexts pass between threads, processes and the application's own OpenTelemetry.
 *
 * @param followsThreads whether what a task does on another thread is a child of the call that handed it over
 * @param fillsMdc whether loggers find the current span's ids in their MDC
 * @param openTelemetry how spans meet those of the application's own OpenTelemetry: {@code both}, {@code parent} or {@code
 *     off}
 * @param propagators some of {@code tracecontext} and {@code baggage}; empty if no header goes from process to process
 */
public record ContextSettings(
        boolean followsThreads, boolean fillsMdc, String openTelemetry, List<String> propagators) {

    static ContextSettings read(SettingsReader reader) {
        return new ContextSettings(
                reader.get(Setting.THREADS),
                reader.get(Setting.MDC),
                reader.get(Setting.OPENTELEMETRY),
                reader.get(Setting.PROPAGATORS));
    }

    /** Whether spans of the application's own OpenTelemetry are seen. */
    public boolean seesOtherSpans() {
        return !openTelemetry.equals("off");
    }
}
