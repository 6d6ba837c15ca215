package dev.engram.agent.control;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists JVMs. One that nothing was attached to so far is only read about, never disturbed. */
@Command(
        name = "jvms",
        mixinStandardHelpOptions = true,
        description = "Lists the JVMs of this machine that this user can see, and whether Engram is in them.")
final class JvmsCommand implements Callable<Integer> {

    private static final int SHOWN = 70;
    private static final long SECONDS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<TargetProcess> targets = TargetProcess.all();
        var out = spec.commandLine().getOut();
        if (targets.isEmpty()) {
            out.println(
                    "No JVM of this user runs here. One with -XX:-UsePerfData is not listed, but can be attached to.");
        } else {
            out.printf("%-8s %-12s %-22s %s%n", "PID", "Java", "Engram", "Program");
            for (TargetProcess each : targets) {
                each.perfData()
                        .ifPresent(data -> out.printf(
                                "%-8d %-12s %-22s %s%n",
                                each.pid(), data.javaVersion(), engram(each, data), program(data.command())));
            }
        }
        return 0;
    }

    private static String engram(TargetProcess target, PerfData data) {
        boolean isAgent = data.arguments().contains("engram-agent");
        if (!Files.exists(target.socket())) {
            // Nothing ever attached.
            return isAgent ? "by -javaagent" : Boolean.FALSE.equals(data.isAttachable()) ? "cannot be attached" : "no";
        }
        try {
            String state = new Channel(target, SECONDS).state();
            return state == null ? "no" : state;
        } catch (ControlException silent) {
            return "does not answer";
        }
    }

    /** The main class or jar alone: a program's arguments may hold secrets. */
    private static @Nullable String program(String command) {
        int blank = command.indexOf(' ');
        String program = blank < 0 ? command : command.substring(0, blank);
        return program.length() <= SHOWN ? program : "..." + program.substring(program.length() - SHOWN);
    }
}
