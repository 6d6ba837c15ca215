package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says in the log, once, that the OpenTelemetry Java agent is in the process too, and which way is better. */
public final class BesideOpenTelemetry {

    private static final String AGENT = "io.opentelemetry.javaagent.OpenTelemetryAgent";

    /** Between two looks, in milliseconds: that agent may be attached later, and then has no hurry. */
    private static final long INTERVAL = TimeUnit.MINUTES.toMillis(1);

    private final Supplier<Class<?>[]> loaded;
    private boolean isSaid;

    /** @param loaded gives the classes that are loaded in this process */
    public BesideOpenTelemetry(Supplier<Class<?>[]> loaded) {
        this.loaded = loaded;
    }

    /**
     * Looks for that agent, and says it if it is there.
     *
     * @return in how many milliseconds to ask again
     */
    public synchronized long check() {
        if (!isSaid) {
            for (Class<?> each : loaded.get()) {
                if (each.getName().equals(AGENT)) {
                    isSaid = true;
                    Log.info("The OpenTelemetry Java agent is in this process too. It is better to leave out"
                            + " -javaagent:engram-agent.jar and to start that agent with"
                            + " -Dotel.javaagent.extensions=engram-otel-extension.jar: all spans then go through its"
                            + " sampler and its exporter, with its resource.");
                    break;
                }
            }
        }
        return INTERVAL;
    }
}
