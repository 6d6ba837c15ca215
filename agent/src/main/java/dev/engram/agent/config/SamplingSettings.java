package dev.engram.agent.config;

/**
 * Which traces become spans. Metrics count every call.
 *
 * @param sampler one of OpenTelemetry's six names
 * @param ratio from 0 to 1; 1 for a sampler that takes no ratio
 * @param maxSpansPerSecond about how many spans to make in a second at most; 0 without a limit
 */
public record SamplingSettings(String sampler, double ratio, int maxSpansPerSecond) {

    static SamplingSettings read(SettingsReader reader) {
        String sampler = reader.get(Setting.TRACES_SAMPLER);
        return new SamplingSettings(
                sampler,
                isByRatio(sampler) ? reader.get(Setting.TRACES_SAMPLER_ARG) : 1.0,
                reader.limit(Setting.MAX_SPANS_PER_SECOND));
    }

    /** Whether every call is sampled. */
    public boolean recordsAll() {
        return sampler.endsWith("always_on") || (isByRatio(sampler) && ratio == 1.0);
    }

    private static boolean isByRatio(String sampler) {
        return sampler.endsWith("traceidratio");
    }
}
