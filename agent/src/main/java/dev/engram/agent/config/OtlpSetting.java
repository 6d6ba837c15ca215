package dev.engram.agent.config;

/**
 * One setting of OTLP's exporters.
 *
 * @param <T> the kind of its value
 * @param both for both signals
 * @param traces for spans alone
 * @param metrics for metrics alone
 */
record OtlpSetting<T>(Setting<T> both, Setting<T> traces, Setting<T> metrics) {

    Setting<T> of(Signal signal) {
        return signal == Signal.TRACES ? traces : metrics;
    }
}
