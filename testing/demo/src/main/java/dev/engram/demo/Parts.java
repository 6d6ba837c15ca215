package dev.engram.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a JVM under the agent is made of.
 *
 * @param agent the -javaagent jar
 * @param rules the rule file of the application
 * @param classPath of the application, its own jar first
 */
public record Parts(Path agent, Path rules, List<Path> classPath) {
    public Parts {
        classPath = List.copyOf(classPath);
    }

    /** The files of the demo application in a source tree after a build. */
    public static Parts in(Path root) {
        return in(root, root.resolve("demo-app/engram.yaml"), List.of());
    }

    /**
     * The same with another rule file.
     *
     * @param more jars behind that of the demo application
     */
    public static Parts in(Path root, Path rules, List<Path> more) {
        List<Path> classPath = new ArrayList<>();
        classPath.add(root.resolve("demo-app/target/demo-app.jar"));
        classPath.addAll(more);
        return new Parts(root.resolve("agent/target/engram-agent.jar"), rules, classPath);
    }

    /** The jar of the application. */
    public Path application() {
        return classPath.get(0);
    }

    /** Throws if one is missing, with its name and what to do. */
    public void check() throws DemoException {
        List<Path> all = new ArrayList<>(List.of(agent, rules));
        all.addAll(classPath);
        for (Path part : all) {
            if (!Files.isReadable(part)) {
                throw new DemoException("The demo needs " + part
                        + ", which is missing; build it with `mvn package` in the root of Engram, or start it with"
                        + " ./engram, which builds what it needs.");
            }
        }
    }

    /** The root of the source tree that this class was built in; its jar is in {@code <root>/testing/demo/target/}. */
    public static Path root() throws DemoException {
        try {
            Path code = Path.of(Parts.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path target = code.getParent();
            if (target != null && target.endsWith(Path.of("testing", "demo", "target"))) {
                return target.resolve("../../..").normalize();
            }
        } catch (URISyntaxException e) {
            // not a file: said below
        }
        throw new DemoException(
                "The demo does not know where Engram's source tree is, since its jar was moved; give --root DIRECTORY.");
    }
}
