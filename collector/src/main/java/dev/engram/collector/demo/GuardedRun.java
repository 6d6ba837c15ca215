package dev.engram.collector.demo;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Runs a command that starts things, and ends them with it: when it is done, when it fails, and at a signal. */
final class GuardedRun {

    /** What the command does. */
    @FunctionalInterface
    interface Work {
        void run(Belongings belongings) throws DemoException, InterruptedException;
    }

    private GuardedRun() {}

    /** Exit code 0 when all went well, 1 with one sentence when not. */
    static int run(CommandLine line, Work work) throws InterruptedException {
        PrintWriter err = line.getErr();
        try (Belongings belongings = new Belongings()) {
            Runtime.getRuntime().addShutdownHook(new Thread(belongings::close, "end of the demo"));
            try {
                work.run(belongings);
                return 0;
            } catch (DemoException e) {
                if (!belongings.isClosed()) { // else a signal ends the demo, and what broke by that is no failure
                    err.println("engram demo: " + e.getMessage());
                    err.flush();
                }
                return 1;
            }
        }
    }
}
