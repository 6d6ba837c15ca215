package dev.engram.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * {@code ./engram sample [--json] <library>[/<Name>]}: runs the samples of a library, or one of them, under the agent, and prints
 * the traces that it makes of them as timelines, or its spans as JSON. Exit code: 0, that of a sample that failed, or 2 for a
 * wrong argument.
 */
final class Samples {

    private static final String JSON = "--json";

    private Samples() {}

    /**
     * Runs them.
     *
     * @param args the root of the source tree, the name of the library or of one of its samples, and what its samples are to get
     */
    public static void main(String[] args) throws Exception {
        System.exit(run(Path.of(args[0]), List.of(args).subList(1, args.length)));
    }

    private static int run(Path root, List<String> given) throws Exception {
        if (given.contains("--help") || given.contains("-h")) {
            System.out.println(usage(root));
            return 0;
        }
        List<String> arguments = new ArrayList<>(given);
        // What stands behind it is the sample's own.
        boolean isJson = arguments.subList(0, Math.min(2, arguments.size())).remove(JSON);
        String[] wanted =
                arguments.isEmpty() ? new String[] {""} : arguments.get(0).split("/", 2);
        List<Sample> samples = samples(wanted, root);
        if (samples.isEmpty()) {
            System.err.println(usage(root));
            return 2;
        }
        Pack pack = Pack.named(wanted[0], root);
        String newest = pack.tested().get(0);
        List<Path> libraries;
        try {
            libraries = Maven.classPath(Artifacts.of(pack.name(), newest, root));
        } catch (DependencyResolutionException unresolved) {
            System.err.println("engram: " + newest + " could not be downloaded: " + unresolved.getMessage());
            return 1;
        }
        Path classes = root.resolve("testing/compatibility/target/samples").resolve(pack.name());
        for (Sample each : samples) {
            System.err.println("== " + root.relativize(each.source()) + " with " + newest);
            Program program = each.compile(libraries, classes);
            int exitCode = run(root, pack, program, arguments.subList(1, arguments.size()), isJson);
            if (exitCode != 0) {
                return exitCode;
            }
        }
        return 0;
    }

    /**
     * Those that are meant.
     *
     * @param wanted a library, and perhaps one of its samples
     */
    private static List<Sample> samples(String[] wanted, Path root) throws IOException {
        return Pack.isNamed(wanted[0], root)
                ? Sample.of(wanted[0], root).stream()
                        .filter(each -> wanted.length == 1 || each.name().equals(wanted[1]))
                        .toList()
                : List.of();
    }

    private static int run(Path root, Pack pack, Program program, List<String> arguments, boolean isJson)
            throws IOException, InterruptedException {
        Path spans = Files.createTempFile("engram-sample", ".jsonl");
        try {
            int exitCode = start(root, pack, program, arguments, isJson, spans).waitFor();
            System.out.print(Timelines.of(Files.readAllLines(spans)));
            return exitCode;
        } finally {
            Files.delete(spans);
        }
    }

    private static Process start(
            Path root, Pack pack, Program program, List<String> arguments, boolean isJson, Path spans)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-javaagent:" + root.resolve("agent/target/engram-agent.jar"));
        command.addAll(program.launch());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // Nobody listens on this machine, perhaps; what the user has set otherwise counts.
        builder.environment().putIfAbsent("OTEL_TRACES_EXPORTER", isJson ? "console" : "jsonl");
        builder.environment().putIfAbsent("ENGRAM_JSONL_PATH", spans.toString());
        builder.environment().putIfAbsent("OTEL_METRICS_EXPORTER", "none");
        // Some packs, those of caches, are off unless asked for.
        builder.environment().putIfAbsent("ENGRAM_PACKS_ON", pack.name());
        return builder.start();
    }

    private static String usage(Path root) throws IOException {
        return "Usage: engram sample [--json] LIBRARY[/NAME] [ARGUMENT...]\nRuns small programs on a library under the agent, and"
                + " prints their traces as timelines, or with --json their spans.\nNAME is one of these programs (default: all). LIBRARY is one of "
                + String.join(", ", libraries(root)) + ".";
    }

    private static List<String> libraries(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root.resolve(Sample.FOLDER))) {
            return folders.filter(each -> !Files.exists(each.resolve("pom.xml")))
                    .map(each -> each.getFileName().toString())
                    .filter(each -> Pack.isNamed(each, root))
                    .sorted()
                    .toList();
        }
    }
}
