package dev.engram.stresstest;

import picocli.CommandLine;

/** The command. */
public final class Main {
    private static final int COULD_NOT_RUN = 2;

    private Main() {}

    /** Exit code 0: all that was expected was met; 1: not all, or only a part was run; 2: it could not run; 3: only too slow. */
    public static void main(String[] args) {
        // The application's jar, which the scenarios are read from, brings along a logger that says nothing.
        System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("java.awt.headless", "true");
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new StressTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, result) -> {
                    line.getErr().println("engram stress-test: " + e);
                    return COULD_NOT_RUN;
                });
    }
}
