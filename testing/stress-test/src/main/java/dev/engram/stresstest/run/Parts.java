package dev.engram.stresstest.run;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a fork is made of.
 *
 * @param agent the -javaagent jar
 * @param rules the agent's rule file for the load
 * @param classPath of the fork
 */
public record Parts(Path agent, Path rules, List<Path> classPath) {

    public Parts {
        classPath = List.copyOf(classPath);
    }

    /**
     * The files of a source tree after a build.
     *
     * @param more jars with scenarios of the user's own
     */
    public static Parts in(Path root, List<Path> more) {
        Path module = root.resolve("testing/stress-test");
        List<Path> classPath = new ArrayList<>();
        classPath.add(root.resolve("demo-app/target/demo-app.jar"));
        classPath.add(module.resolve("target/engram-stress-test-load.jar"));
        classPath.addAll(more);
        return new Parts(root.resolve("agent/target/engram-agent.jar"), module.resolve("engram.yaml"), classPath);
    }

    /** Throws when one is missing, and says which and what to do. */
    public void check() throws StressTestException {
        List<Path> all = new ArrayList<>(classPath);
        all.add(agent);
        all.add(rules);
        for (Path each : all) {
            if (!Files.isReadable(each)) {
                throw new StressTestException("The stress test needs " + each
                        + ", which is missing; start it with ./engram stress-test, which builds what it needs.");
            }
        }
    }

    /** The root of the source tree that this class was built in: it lies in {@code <root>/testing/stress-test/target/}. */
    public static Path root() throws StressTestException {
        try {
            Path code = Path.of(Parts.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path target = code.getParent();
            if (target != null && target.endsWith(Path.of("testing", "stress-test", "target"))) {
                return target.resolve("../../..").normalize();
            }
        } catch (URISyntaxException e) {
            // not a file: said below
        }
        throw new StressTestException(
                "The stress test does not know where Engram's source tree is, since its jar was moved; start it with"
                        + " ./engram stress-test.");
    }
}
