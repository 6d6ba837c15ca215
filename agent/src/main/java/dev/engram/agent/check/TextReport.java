package dev.engram.agent.check;

import dev.engram.agent.rule.Rule;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report for people. Not thread-safe. */
final class TextReport {

    /** Candidates shown, unless all are asked for. */
    private static final int MAX_CANDIDATES = 20;

    private final PrintWriter out;
    private final boolean isVerbose;

    /**
     * A writer of reports.
     *
     * @param isVerbose whether to say also what needs no attention: what of a pack is not used, all candidates
     */
    TextReport(PrintWriter out, boolean isVerbose) {
        this.out = out;
        this.isVerbose = isVerbose;
    }

    void write(Report report) {
        section("Findings:", report.findings());
        section("Could not be read:", report.troubles());
        if (report.types() >= 0) {
            writeWoven(report);
            writeUnmet(report);
            writeCandidates(report);
            writeSwitchedOff(report);
        }
        out.println(summary(report));
        out.flush();
    }

    private void section(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            out.println(title);
            sentences.forEach(each -> out.println("  " + each));
            out.println();
        }
    }

    private void writeWoven(Report report) {
        Map<String, List<Woven>> groups = new LinkedHashMap<>();
        for (Woven each : report.woven()) {
            groups.computeIfAbsent(group(each.rule()), name -> new ArrayList<>())
                    .add(each);
        }
        groups.forEach((name, methods) -> {
            out.println("Would be woven by " + name + ":");
            for (Woven each : methods) {
                Rule rule = each.rule();
                out.println("  " + each);
                String reads = each.reads().entrySet().stream()
                        .map(read -> read.getKey() + " from " + read.getValue())
                        .collect(Collectors.joining(", "));
                out.println("    " + each.kind() + (reads.isEmpty() ? "" : ": " + reads)
                        + (rule == null ? "" : "  [" + place(rule) + "]"));
                each.unreadable().forEach(sentence -> out.println("    ! " + sentence));
            }
            out.println();
        });
    }

    /** A pack is for several versions of its library, of which none has all that the pack names. */
    private void writeUnmet(Report report) {
        List<String> lines = new ArrayList<>();
        int ofPacks = 0;
        for (Unmet each : report.unmet()) {
            if (!isVerbose && each.rule().pack() != null) {
                ofPacks++;
                continue;
            }
            for (String reason : each.reasons()) {
                lines.add(place(each.rule()) + ": " + reason + ".");
            }
        }
        if (ofPacks > 0) {
            lines.add(count(ofPacks, "rule") + " of packs; --verbose says why");
        }
        section("Would not be woven:", lines);
    }

    private void writeCandidates(Report report) {
        List<String> lines = new ArrayList<>();
        for (Candidate each : report.candidates()) {
            if (!isVerbose && lines.size() == MAX_CANDIDATES) {
                lines.add((report.candidates().size() - MAX_CANDIDATES) + " more; --verbose shows them");
                break;
            }
            lines.add(each.type() + ": " + String.join(", ", each.methods()));
        }
        section("Named like a memory, and taken by no rule:", lines);
    }

    private void writeSwitchedOff(Report report) {
        if (!report.switchedOff().isEmpty()) {
            out.println("Switched off: " + String.join(", ", report.switchedOff()) + ".");
            out.println();
        }
    }

    private static String group(@Nullable Rule rule) {
        if (rule == null) {
            return "the Redis client's calls";
        }
        return rule.pack() != null ? "the pack " + rule.pack() : rule.source().file();
    }

    private static String place(Rule rule) {
        return rule.source() + (rule.name() == null ? "" : " " + rule.name());
    }

    private static String summary(Report report) {
        if (report.types() < 0) {
            return report.findings().isEmpty()
                    ? report.config() + " has no findings. Give --classpath to see what it would weave."
                    : count(report.findings().size(), "finding") + ".";
        }
        Set<String> types = new HashSet<>();
        int unreadable = 0;
        for (Woven each : report.woven()) {
            types.add(each.type());
            unreadable += each.unreadable().size();
        }
        long unmet = report.unmet().stream()
                .filter(each -> each.isWhole() && each.rule().pack() == null)
                .count();
        List<String> parts = new ArrayList<>();
        if (!report.findings().isEmpty()) {
            parts.add(count(report.findings().size(), "finding"));
        }
        if (unmet > 0) {
            parts.add(count(unmet, "rule") + (unmet == 1 ? " matches" : " match") + " nothing");
        }
        if (unreadable > 0) {
            parts.add(count(unreadable, "path") + " cannot be read");
        }
        return "Of " + count(report.types(), "type") + ", "
                + count(report.woven().size(), "method") + " of "
                + count(types.size(), "type") + " would be woven"
                + (parts.isEmpty() ? "." : "; " + String.join(", ", parts) + ".");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
