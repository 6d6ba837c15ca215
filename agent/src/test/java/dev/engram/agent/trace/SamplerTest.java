package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sampler")
class SamplerTest {

    private static final int TRACES = 20_000;

    @ParameterizedTest
    @DisplayName("with a ratio keeps the same traces as the OpenTelemetry SDK's, and about that share")
    @ValueSource(doubles = {0, 0.0001, 0.1, 0.25, 0.5, 0.75, 0.999, 1})
    void keepsTheSdksTraces(double ratio) {
        Sampler sampler = Sampler.ratio(ratio);
        var sdk = io.opentelemetry.sdk.trace.samplers.Sampler.traceIdRatioBased(ratio);
        Ids ids = new Ids();
        int kept = 0;
        for (int i = 0; i < TRACES; i++) {
            long high = ids.next();
            long low = ids.next();
            boolean samples = sampler.samples(low);
            assertThat(samples).isEqualTo(samples(sdk, high, low));
            kept += samples ? 1 : 0;
        }
        // Six standard deviations: the ids are random.
        double deviation = Math.sqrt(TRACES * ratio * (1 - ratio));
        assertThat(Math.abs(kept - TRACES * ratio)).isLessThanOrEqualTo(6 * deviation + 1);
    }

    private static boolean samples(io.opentelemetry.sdk.trace.samplers.Sampler sdk, long high, long low) {
        String traceId = TraceId.fromLongs(high, low);
        return sdk.shouldSample(Context.root(), traceId, "x", SpanKind.INTERNAL, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    @Test
    @DisplayName("that is always on or off keeps all or nothing, whatever the id")
    void always() {
        for (long low : new long[] {1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(Sampler.alwaysOn().samples(low)).isTrue();
            assertThat(Sampler.ratio(1).samples(low)).isTrue();
        }
        for (long low : new long[] {1, -1, Long.MAX_VALUE}) {
            assertThat(Sampler.alwaysOff().samples(low)).isFalse();
            assertThat(Sampler.ratio(0).samples(low)).isFalse();
        }
    }

    @ParameterizedTest
    @DisplayName("refuses what is no ratio, in one sentence")
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void noRatio(double ratio) {
        assertThatThrownBy(() -> Sampler.ratio(ratio))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A sampling ratio is a number from 0 to 1, not " + ratio + ".");
    }
}
