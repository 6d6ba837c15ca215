package dev.engram.collector.cli;

import org.jspecify.annotations.Nullable;

/** For who gives the collector's jar to {@code -javaagent}: says which jar is meant, and the application runs without it. */
public final class WrongAgent {

    private WrongAgent() {}

    /** Called by the JVM. */
    public static void premain(@Nullable String arguments) {
        System.err.println("[engram] This is the collector's jar, which is no agent; -javaagent takes engram-agent.jar."
                + " The application runs without Engram.");
    }
}
