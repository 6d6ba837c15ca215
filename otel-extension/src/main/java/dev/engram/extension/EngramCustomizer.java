package dev.engram.extension;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Is the first of the extension that the OpenTelemetry Java agent calls, before its SDK is made; and has that SDK tell when it
 * ends, so that the spans are completed before the processors behind export the last.
 */
public final class EngramCustomizer implements AutoConfigurationCustomizerProvider {

    @Override
    public void customize(AutoConfigurationCustomizer customizer) {
        Recording recording = Extension.recording();
        if (recording != null) {
            customizer.addTracerProviderCustomizer(
                    (provider, config) -> provider.addSpanProcessorFirst(new End(recording)));
        }
    }

    private static final class End implements SpanProcessor {

        private final Recording recording;

        End(Recording recording) {
            this.recording = recording;
        }

        @Override
        public CompletableResultCode shutdown() {
            recording.end();
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }
    }
}
