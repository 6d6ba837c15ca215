package dev.engram.agent;

import dev.engram.agent.log.Log;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's properties of its agents, which tools read through the Attach API and the application does not see. Where the JDK
 * does not give them, nothing is kept. Thread-safe.
 */
final class AgentProperties {

    private AgentProperties() {}

    static @Nullable String get(String name) {
        Properties all = all();
        return all == null ? null : all.getProperty(name);
    }

    /** @param value null to take the property away */
    static void set(String name, @Nullable String value) {
        Properties all = all();
        if (all != null && value != null) {
            all.setProperty(name, value);
        } else if (all != null) {
            all.remove(name);
        }
    }

    private static @Nullable Properties all() {
        try {
            return (Properties) Class.forName("jdk.internal.vm.VMSupport")
                    .getMethod("getAgentProperties")
                    .invoke(null);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError closed) {
            Log.debug("The JVM does not tell that Engram is in it: " + closed);
            return null;
        }
    }
}
