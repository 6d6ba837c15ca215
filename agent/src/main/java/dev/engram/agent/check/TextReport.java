package dev.engram.agent.check;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.text.Texts;
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
     * @param isVerbose whether to show also what needs no attention: rules of packs that match nothing, all candidates
     */
    TextReport(PrintWriter out, boolean isVerbose) {
        this.out = out;
        this.isVerbose = isVerbose;
    }

    void write(Report report) {
        section("Findings:", report.findings());
        section("Could not be read:", report.problems());
        if (report.types() >= 0) {
            writeWoven(report);
            writeUnmatched(report);
            writeCandidates(report);
            section("Libraries that are not known:", report.unknownLibraries());
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
        Map<String, List<CheckedMethod>> groups = new LinkedHashMap<>();
        for (CheckedMethod each : report.woven()) {
            groups.computeIfAbsent(group(each.rule()), name -> new ArrayList<>())
                    .add(each);
        }
        groups.forEach((name, methods) -> writeMethods("Would be woven by " + name + ":", methods));
        if (!report.onProxies().isEmpty()) {
            writeMethods(
                    "Would be woven when a proxy of the interface is made, for no class of the class path implements it:",
                    report.onProxies());
        }
    }

    private void writeMethods(String title, List<CheckedMethod> methods) {
        out.println(title);
        for (CheckedMethod each : methods) {
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
    }

    /** A pack is for several versions of its library, of which none has all that the pack names. */
    private void writeUnmatched(Report report) {
        List<String> lines = new ArrayList<>();
        int ofPacks = 0;
        for (UnmatchedRule each : report.unmatched()) {
            if (!isVerbose && each.rule().pack() != null) {
                ofPacks++;
                continue;
            }
            for (String reason : each.reasons()) {
                lines.add(place(each.rule()) + ": " + reason + ".");
            }
        }
        if (ofPacks > 0) {
            lines.add(Texts.count(ofPacks, "rule") + " of packs; --verbose shows why");
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
        section("Named like a memory, but matched by no rule:", lines);
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
                    : Texts.count(report.findings().size(), "finding") + ".";
        }
        Set<String> types = new HashSet<>();
        int unreadable = 0;
        for (CheckedMethod each : report.woven()) {
            types.add(each.type());
            unreadable += each.unreadable().size();
        }
        for (CheckedMethod each : report.onProxies()) {
            unreadable += each.unreadable().size();
        }
        long unmatched = report.unmatched().stream()
                .filter(each -> each.matchesNothing() && each.rule().pack() == null)
                .count();
        List<String> parts = new ArrayList<>();
        if (!report.onProxies().isEmpty()) {
            parts.add(Texts.count(report.onProxies().size(), "method") + " of proxies");
        }
        if (!report.findings().isEmpty()) {
            parts.add(Texts.count(report.findings().size(), "finding"));
        }
        if (unmatched > 0) {
            parts.add(Texts.count(unmatched, "rule") + (unmatched == 1 ? " matches" : " match") + " nothing");
        }
        if (unreadable > 0) {
            parts.add(Texts.count(unreadable, "path") + " cannot be read");
        }
        return "Of " + Texts.count(report.types(), "type") + ", "
                + Texts.count(report.woven().size(), "method") + " of "
                + Texts.count(types.size(), "type") + " would be woven"
                + (parts.isEmpty() ? "." : "; " + String.join(", ", parts) + ".");
    }
}
