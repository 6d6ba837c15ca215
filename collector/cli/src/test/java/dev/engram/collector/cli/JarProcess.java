package dev.engram.collector.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The collector's jar, started as the launcher starts it. */
final class JarProcess {

    private static final Path JAR = Path.of("target", "engram-collector.jar").toAbsolutePath();

    /** One compiler, one thread that collects garbage: most commands end before more of either pays off. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private JarProcess() {}

    /**
     * A process that has not started yet.
     *
     * @param folder its working directory
     * @param jvm options of its JVM
     * @param arguments the command line
     */
    static ProcessBuilder of(Path folder, List<String> jvm, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            // As the launcher does, or the JVM warns of what the neighbours of Armeria, DuckDB and Netty use.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(SHORT_LIVED);
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile());
    }
}
