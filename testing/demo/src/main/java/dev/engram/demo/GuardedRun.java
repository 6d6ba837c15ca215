package dev.engram.demo;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Runs a command that starts things, and ends them with it: when it is done, when it fails, and at a signal. */
public final class GuardedRun {

    /** What the command does. */
    @FunctionalInterface
    public interface Work {
        void run(StartedResources belongings) throws DemoException, InterruptedException;
    }

    private GuardedRun() {}

    /**
     * Exit code 0 when all went well, 1 with one sentence when not.
     *
     * @param name of the command, before the sentence
     */
    public static int run(CommandLine line, String name, Work work) throws InterruptedException {
        PrintWriter err = line.getErr();
        try (StartedResources belongings = new StartedResources()) {
            Runtime.getRuntime().addShutdownHook(new Thread(belongings::close, "end of " + name));
            try {
                work.run(belongings);
                return 0;
            } catch (DemoException e) {
                if (!belongings.isClosed()) { // else a signal ends it, and what broke by that is no failure
                    err.println(name + ": " + e.getMessage());
                    err.flush();
                }
                return 1;
            }
        }
    }
}
