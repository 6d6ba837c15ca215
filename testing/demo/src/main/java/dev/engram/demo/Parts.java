package dev.engram.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files that the demonstration is made of.
 *
 * @param agent the -javaagent jar
 * @param application the jar of the demo application
 * @param rules the rule file of the demo application
 */
public record Parts(Path agent, Path application, Path rules) {

    /** The files of a source tree after a build. */
    public static Parts in(Path root) {
        return new Parts(
                root.resolve("agent/target/engram-agent.jar"),
                root.resolve("demo-app/target/demo-app.jar"),
                root.resolve("demo-app/engram.yaml"));
    }

    /** Throws when one is missing, and says which and what to do. */
    public void check() throws DemoException {
        for (Path part : new Path[] {agent, application, rules}) {
            if (!Files.isReadable(part)) {
                throw new DemoException("The demo needs " + part
                        + ", which is missing; build it with `mvn package` in the root of Engram, or start the demo with"
                        + " ./engram demo, which builds what it needs.");
            }
        }
    }

    /** The root of the source tree that this class was built in: it lies in {@code <root>/testing/demo/target/}. */
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
