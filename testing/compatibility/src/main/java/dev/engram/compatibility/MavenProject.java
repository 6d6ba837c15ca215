package dev.engram.compatibility;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sample that needs a build to run, as its users have one: a folder with a POM. */
final class MavenProject {

    private MavenProject() {}

    /**
     * Builds it, by the Maven that builds this project. What is in the local repository is not asked for elsewhere.
     *
     * @param folder that of its POM
     * @param coordinates of the libraries, {@code group:artifact:version} each; the POM finds them as {@code <artifact>.version}
     * @param target a folder for what is built, made if need be
     * @throws IOException when it cannot be built; the message is Maven's
     */
    static void build(Path folder, List<String> coordinates, Path target) throws IOException, InterruptedException {
        Files.createDirectories(target);
        Path log = target.resolve("build.log");
        if (run(folder, coordinates, target, log, true) != 0 && run(folder, coordinates, target, log, false) != 0) {
            throw new IOException(folder + " cannot be built:\n" + Files.readString(log));
        }
    }

    private static int run(Path folder, List<String> coordinates, Path target, Path log, boolean isOffline)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        boolean isWindows = File.separatorChar == '\\';
        String home = System.getProperty("maven.home", "");
        String program = isWindows ? "mvn.cmd" : "mvn";
        command.add(home.isEmpty() ? program : Path.of(home, "bin", program).toString());
        command.addAll(
                List.of("-B", "-q", "-ntp", "-f", folder.resolve("pom.xml").toString()));
        if (isOffline) {
            command.add("-o");
        }
        String repository = System.getProperty("maven.repo.local", "");
        if (!repository.isEmpty()) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        for (String each : coordinates) {
            String[] parts = each.split(":", -1);
            command.add("-D" + parts[1] + ".version=" + parts[2]);
        }
        command.add("-Dsample.target=" + target);
        command.add("package");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Neither those of the build around it.
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        return builder.start().waitFor();
    }
}
