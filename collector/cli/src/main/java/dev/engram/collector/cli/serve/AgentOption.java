package dev.engram.collector.cli.serve;

import dev.engram.collector.server.CollectorOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JVM option that attaches Engram's agent to an application, to be copied into a shell. */
final class AgentOption {

    /** The system property with the absolute path of the agent's jar; the launcher sets it. */
    static final String JAR = "engram.agent";

    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");
    private static final Set<String> AGENTS_DEFAULT = Set.of("127.0.0.1", "localhost", "::1");

    private AgentOption() {}

    /**
     * The option for an application on this machine. It names the collector's address unless that is where the agent
     * sends to by default.
     *
     * @param jar path of the agent's jar; null where it is not known
     * @param host address that the collector listens on
     * @param httpPort its port for OTLP over HTTP
     * @param tls whether that port speaks TLS
     * @return null without a jar
     */
    static @Nullable String text(@Nullable String jar, String host, int httpPort, boolean tls) {
        if (jar == null) {
            return null;
        }
        String address = EVERY_ADDRESS.contains(host) ? "127.0.0.1" : host;
        String option = "-javaagent:" + jar;
        if (tls || httpPort != CollectorOptions.HTTP_PORT || !AGENTS_DEFAULT.contains(address)) {
            option += "=otel.exporter.otlp.endpoint=" + (tls ? "https" : "http") + "://"
                    + (address.contains(":") ? "[" + address + "]" : address) + ":" + httpPort;
        }
        return option.matches("[A-Za-z0-9_./:=@%+,-]+") ? option : "'" + option.replace("'", "'\\''") + "'";
    }
}
