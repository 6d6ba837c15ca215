package dev.engram.benchmarks.sidebyside;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The figures as Markdown. */
final class Report {

    /** Below this a ratio would say more about noise than about anyone. */
    private static final double LEAST_FOR_RATIO = 0.05;

    private final Samples samples;
    private final List<Variant> variants;

    Report(Samples samples, List<Variant> variants) {
        this.samples = samples;
        this.variants = variants;
    }

    void print(PrintStream out) {
        List<String> titles = new ArrayList<>(List.of("measure"));
        variants.forEach(variant -> titles.add(variant.title()));
        row(out, titles);
        row(out, Collections.nCopies(titles.size(), "---"));
        for (Figure figure : Figure.values()) {
            if (samples.has(figure)) {
                List<String> cells = new ArrayList<>(List.of(figure.title()));
                variants.forEach(variant -> cells.add(cell(figure, variant)));
                row(out, cells);
            }
        }
    }

    private String cell(Figure figure, Variant variant) {
        Double median = samples.median(figure, variant);
        if (median == null) {
            return "";
        }
        List<Double> all = samples.of(figure, variant);
        StringBuilder cell = new StringBuilder(figure.text(median));
        if (all.size() > 1) {
            cell.append(" (")
                    .append(figure.number(Collections.min(all)))
                    .append("–")
                    .append(figure.number(Collections.max(all)))
                    .append(')');
        }
        Double engram = samples.median(figure, Variant.ENGRAM);
        boolean isOther = variant.isPeer() || variant == Variant.SDK;
        if (isOther && figure.isCost() && engram != null && engram > LEAST_FOR_RATIO && median > LEAST_FOR_RATIO) {
            cell.append(String.format(Locale.ROOT, " ×%.1f", median / engram));
        }
        return cell.toString();
    }

    /** Engram's figures beside their limits. */
    void printBudgets(PrintStream out) {
        row(out, List.of("measure", "budget", "Engram", ""));
        row(out, Collections.nCopies(4, "---"));
        for (Figure figure : Figure.values()) {
            Double budget = figure.budget();
            if (budget != null) {
                Double median = samples.median(figure, Variant.ENGRAM);
                row(
                        out,
                        List.of(
                                figure.title(),
                                (figure.isCost() ? "≤ " : "≥ ") + figure.text(budget),
                                median == null ? "" : cell(figure, Variant.ENGRAM),
                                median == null ? "not measured" : figure.isMet(median) ? "met" : "**missed**"));
            }
        }
    }

    private static void row(PrintStream out, List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }
}
