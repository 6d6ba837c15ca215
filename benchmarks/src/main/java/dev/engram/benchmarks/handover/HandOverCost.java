package dev.engram.benchmarks.handover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command {@code benchmarks/hand-over [rounds]}: {@link Tasks} with the agent and without, as Markdown. */
public final class HandOverCost {

    private HandOverCost() {}

    /**
     * Runs each variant in turn.
     *
     * @param args the agent's jar, the class path of {@link Tasks}, and the number of rounds
     */
    public static void main(String[] args) throws Exception {
        Path agent = Path.of(args[0]);
        String classPath = args[1];
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        String attached = "-javaagent:" + agent;
        Map<String, List<String>> variants = new LinkedHashMap<>();
        variants.put("no agent", List.of());
        variants.put("Engram, ENGRAM_THREADS=false", List.of(attached, "-Dengram.threads=false"));
        variants.put("Engram, nothing is open", List.of(attached));
        variants.put("Engram, a call is open", List.of(attached, "open"));
        Map<String, List<double[]>> figures = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, List<String>> each : variants.entrySet()) {
                figures.computeIfAbsent(each.getKey(), any -> new ArrayList<>()).add(run(each.getValue(), classPath));
                System.err.println("round " + (round + 1) + " of " + rounds + ", " + each.getKey());
            }
        }
        System.out.println("| | fork and join a task | add a stage and complete it |");
        System.out.println("| --- | --- | --- |");
        figures.forEach((name, all) ->
                System.out.printf(Locale.ROOT, "| %s | %.0f ns | %.0f ns |%n", name, median(all, 0), median(all, 1)));
    }

    private static double[] run(List<String> variant, String classPath) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        variant.stream().filter(each -> each.startsWith("-")).forEach(command::add);
        command.addAll(List.of("-Dotel.traces.exporter=none", "-cp", classPath, Tasks.class.getName()));
        variant.stream().filter(each -> !each.startsWith("-")).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(each -> each.startsWith("OTEL_") || each.startsWith("ENGRAM_"));
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("A JVM ended with " + process.exitValue() + ": " + String.join(" ", command));
        }
        String[] figures = out.trim().split(" ", -1);
        return new double[] {Double.parseDouble(figures[0]), Double.parseDouble(figures[1])};
    }

    private static double median(List<double[]> all, int column) {
        List<Double> sorted = new ArrayList<>();
        all.forEach(each -> sorted.add(each[column]));
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
