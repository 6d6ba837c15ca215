package dev.engram.extension;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.util.List;

/**
 * Weaves what rules, packs and the convention name, by the OpenTelemetry Java agent's own transformer. Woven code calls a
 * class of the bootstrap loader, so that no helper is defined in any loader, inlined or not.
 */
public final class EngramModule extends InstrumentationModule {

    /** Its name, in {@code otel.instrumentation.engram.enabled}. */
    public EngramModule() {
        super("engram");
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
        Recording recording = Extension.recording();
        if (recording == null) {
            return List.of();
        }
        recording.begin();
        return List.of(new NamedTypes.Instrumentation(recording));
    }
}
