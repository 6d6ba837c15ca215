package dev.engram.agent.config;

/**
 * One setting of OTLP's exporters.
 *
 * @param both for both signals
 * @param traces for spans alone
 * @param metrics for metrics alone
 */
record OtlpSetting(Setting both, Setting traces, Setting metrics) {

    Setting of(Signal signal) {
        return signal == Signal.TRACES ? traces : metrics;
    }
}
