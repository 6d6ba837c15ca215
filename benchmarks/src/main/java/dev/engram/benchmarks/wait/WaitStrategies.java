package dev.engram.benchmarks.wait;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/wait-strategies}: the ring's wait strategy beside the Disruptor's own, as Markdown. */
@Command(
        name = "wait-strategies",
        description = "Compares what a publish costs the producer with what an idle ring costs the machine.")
public final class WaitStrategies implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--repeat", paramLabel = "rounds", description = "Rounds over all strategies; 3 without it.")
    private int rounds = 3;

    @Option(names = "--idle", paramLabel = "ms", description = "How long nothing comes; 5000 without it.")
    private int idleMillis = 5000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    @SuppressWarnings("UnusedVariable") // picocli sees that it is there
    private boolean help;

    private WaitStrategies() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new WaitStrategies());
        line.setParameterExceptionHandler((wrong, given) -> {
            System.err.println("wait-strategies: " + wrong.getMessage());
            return 2;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || idleMillis < 100) {
            throw new ParameterException(
                    spec.commandLine(), "--repeat is at least 1 and --idle at least 100 milliseconds.");
        }
        Map<Strategy, List<double[]>> figures = new EnumMap<>(Strategy.class);
        for (int round = 0; round < rounds; round++) {
            for (Strategy strategy : Strategy.values()) {
                figures.computeIfAbsent(strategy, any -> new ArrayList<>()).add(measure(strategy));
                System.err.println("round " + (round + 1) + " of " + rounds + ", " + strategy.title());
            }
        }
        System.out.println("| wait strategy | publish, 1 producer | publish, 2 producers | idle CPU, of a core |"
                + " first event after a pause waits | at most | found the ring full |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        figures.forEach((strategy, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.0f ns | %.0f ns | %.2f %% | %,.0f µs | %,.0f µs | %.1f %% |%n",
                strategy.title(),
                median(all, 0),
                median(all, 1),
                median(all, 2),
                median(all, 3),
                median(all, 4),
                median(all, 5)));
        return 0;
    }

    private static double median(List<double[]> all, int column) {
        List<Double> sorted = new ArrayList<>();
        all.forEach(figures -> sorted.add(figures[column]));
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private double[] measure(Strategy strategy) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneStrategy.class.getName(),
                        strategy.name(),
                        Integer.toString(idleMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (process.waitFor() != 0) {
            throw new IOException("The measurement of " + strategy.title() + " failed; it says why above.");
        }
        String[] words = answer.split(" ", -1);
        double[] figures = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            figures[i] = Double.parseDouble(words[i]);
        }
        return figures;
    }
}
