package dev.engram.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for.
 *
 * <p>A value that cannot be used is one sentence in {@code findings}, and the default holds. No sentence and no text of this
 * class shows a header or another secret.
 *
 * @param isOff true if Engram is to do nothing at all: {@code OTEL_SDK_DISABLED=true} or {@code engram.enabled=false}
 * @param rules what is recorded
 * @param service what the process is called
 * @param exports where spans and metrics go
 * @param sampling which traces become spans
 * @param protection when to record less
 * @param calls how calls are recorded
 * @param contexts how contexts pass between threads and processes
 * @param content what spans say and what they keep back
 * @param labels the labels of metrics
 * @param diagnosis what Engram says of itself
 * @param shutdownTimeout how long the last export may hold up the end of the process
 * @param findings what could not be used: one sentence each, naming the option as the user wrote it and what holds instead
 */
public record Settings(
        boolean isOff,
        RuleSettings rules,
        ServiceSettings service,
        ExportSettings exports,
        SamplingSettings sampling,
        Protection protection,
        CallSettings calls,
        ContextSettings contexts,
        ContentSettings content,
        LabelSettings labels,
        DiagnosisSettings diagnosis,
        Duration shutdownTimeout,
        List<String> findings) {

    /**
     * Reads every setting: from the agent's arguments, else from a system property, else from an environment variable.
     *
     * @param agentArgs {@code null}, the path of a rule file, or {@code name=value} pairs joined by commas; names are those
     *     of system properties, {@code config} is short for {@code engram.config}; what holds a comma stands in double
     *     quotes
     */
    public static Settings read(
            @Nullable String agentArgs, Map<String, String> properties, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(new Options(agentArgs, properties, environment));
        boolean isSdkOff = reader.get(Setting.SDK_DISABLED);
        return new Settings(
                !reader.get(Setting.ENABLED) || isSdkOff,
                RuleSettings.read(reader),
                ServiceSettings.read(reader, properties, environment),
                ExportSettings.read(reader),
                SamplingSettings.read(reader),
                Protection.read(reader),
                CallSettings.read(reader),
                ContextSettings.read(reader),
                ContentSettings.read(reader),
                LabelSettings.read(reader),
                DiagnosisSettings.read(reader),
                reader.get(Setting.SHUTDOWN_TIMEOUT),
                reader.findings());
    }

    @Override
    public String toString() {
        return "service " + service.name() + ", traces to " + exports.tracesExporters() + " (" + exports.traces()
                + "), metrics to " + exports.metricsExporters() + " (" + exports.metrics() + "), sampler "
                + sampling.sampler() + " " + sampling.ratio() + ", ring " + calls.ringSize() + ", rules "
                + (rules.file() == null ? "by convention" : rules.file());
    }
}
