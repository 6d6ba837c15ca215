package dev.engram.races;

import dev.engram.agent.log.Log;
import java.time.Duration;
import java.util.List;
import org.openjdk.jcstress.Main;

/**
 * Runs everything: {@code java -jar races.jar} for less than a minute, {@code java -jar races.jar long} for about a
 * quarter of an hour. Ends with an exception, and so with exit code 1, at the first promise that does not hold.
 * jcstress leaves its report where it was started.
 */
public final class Races {

    private Races() {}

    public static void main(String[] args) throws Exception {
        boolean isLong = List.of(args).equals(List.of("long"));
        if (args.length > 0 && !isLong) {
            throw new IllegalArgumentException("Usage: java -jar races.jar [long]");
        }
        // Rings are full and processes end on purpose: there is nothing to warn of.
        Log.setLevel(Log.Level.OFF);
        Duration each = isLong ? Duration.ofMinutes(2) : Duration.ofSeconds(4);
        new Publication(64).run(each);
        new Publication(4096).run(each);
        new OpenCalls().run(each);
        new Endings().run(each);

        // One JVM configuration in the quick run: it is the hardware and the JIT's order of things that matter most.
        String options = isLong
                ? "-m quick -r jcstress"
                : "-f 1 -iters 4 -time 500 -sc false -af NONE -jvmArgs -Xmx256m -r jcstress";
        Main.main(options.split(" ", -1));
    }
}
