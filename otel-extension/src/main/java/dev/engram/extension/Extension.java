package dev.engram.extension;

import dev.engram.agent.BootstrapClasses;
import dev.engram.agent.Engram;
import dev.engram.agent.config.Settings;
import dev.engram.agent.log.Log;
import dev.engram.bootstrap.Probe;
import dev.engram.extension.telemetry.HostedContexts;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The one Engram of this process, as the OpenTelemetry Java agent's services share it. Made at its first use, before that
 * agent's SDK; whatever goes wrong then is said in one line, and there is none.
 */
final class Extension {

    private static final @Nullable Recording RECORDING = start();

    private Extension() {}

    /** What records; null where nothing does. */
    static @Nullable Recording recording() {
        return RECORDING;
    }

    private static @Nullable Recording start() {
        try {
            Instrumentation instrumentation = instrumentation();
            // Not Probe alone, which this loader would find in the extension if the bootstrap loader had none.
            if (BootstrapClasses.isDefined() && Probe.isOpen()) {
                Log.warn(
                        "Engram is in this process already, as an agent of its own, and records there; its extension of"
                                + " the OpenTelemetry Java agent does nothing. Leave out -javaagent:engram-agent.jar: with the"
                                + " extension all spans go through the OpenTelemetry Java agent.");
                return null;
            }
            BootstrapClasses.defineFrom(Extension.class.getClassLoader(), instrumentation);
            Settings settings = Settings.read(null, Engram.properties(), System.getenv());
            if (!Engram.isOn(settings)) {
                return null;
            }
            HostedContexts.install();
            return new Recording(settings, instrumentation);
        } catch (Throwable failed) {
            Log.warn(
                    "Engram's extension could not start, the application and the OpenTelemetry Java agent run without it: "
                            + failed,
                    failed);
            return null;
        }
    }

    /** That agent keeps it in a class on the bootstrap loader, which belongs to no published artifact. */
    private static Instrumentation instrumentation() throws ReflectiveOperationException {
        return (Instrumentation) Class.forName("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", true, null)
                .getMethod("getInstrumentation")
                .invoke(null);
    }
}
