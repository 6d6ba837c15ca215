package dev.engram.agent.config;

import java.time.Duration;
import java.util.List;

/**
 * Where spans and metrics go.
 *
 * @param tracesExporters some of {@code otlp}, {@code console}, {@code jsonl}; or {@code none} alone. Never empty
 * @param metricsExporters some of {@code otlp}, {@code console}; or {@code none} alone. Never empty
 * @param traces how traces are sent
 * @param metrics how metrics are sent
 * @param jsonlPath the file that the {@code jsonl} exporter appends to
 * @param metricInterval the time between two exports of metrics
 * @param flushInterval longest time a span waits for its batch: 500 ms, where OpenTelemetry's own default is 5 s
 * @param maxBatch most spans in one export
 */
public record ExportSettings(
        List<String> tracesExporters,
        List<String> metricsExporters,
        Otlp traces,
        Otlp metrics,
        String jsonlPath,
        Duration metricInterval,
        Duration flushInterval,
        int maxBatch) {

    static ExportSettings read(SettingsReader reader) {
        OtlpReader otlp = new OtlpReader(reader);
        return new ExportSettings(
                reader.get(Setting.TRACES_EXPORTER),
                reader.get(Setting.METRICS_EXPORTER),
                otlp.read(Signal.TRACES),
                otlp.read(Signal.METRICS),
                reader.get(Setting.JSONL_PATH),
                reader.get(Setting.METRIC_EXPORT_INTERVAL),
                reader.get(Setting.BSP_SCHEDULE_DELAY),
                reader.get(Setting.BSP_MAX_EXPORT_BATCH_SIZE));
    }

    public boolean makesSpans() {
        return !tracesExporters.contains("none");
    }

    public boolean makesMetrics() {
        return !metricsExporters.contains("none");
    }
}
