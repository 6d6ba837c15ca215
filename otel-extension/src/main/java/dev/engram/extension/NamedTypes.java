package dev.engram.extension;

import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesBuilder;
import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Has the OpenTelemetry Java agent show Engram the types that rules name, also those of libraries that it leaves alone. */
public final class NamedTypes implements IgnoredTypesConfigurer {

    @Override
    public void configure(IgnoredTypesBuilder builder, ConfigProperties config) {
        Recording recording = Extension.recording();
        if (recording != null) {
            recording.packages().forEach(builder::allowClass);
        }
    }

    /** The types that rules, packs and the convention can mean. */
    static final class Instrumentation implements TypeInstrumentation {

        private final Recording recording;

        Instrumentation(Recording recording) {
            this.recording = recording;
        }

        @Override
        public ElementMatcher<TypeDescription> typeMatcher() {
            return recording.types();
        }

        @Override
        public void transform(TypeTransformer transformer) {
            transformer.applyTransformer(recording.transformer());
        }
    }
}
