package dev.engram.agent.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a check found. Filled by {@link Check}, then only read. */
final class Report {

    private final @Nullable String config;
    private final List<String> findings;
    private final List<String> switchedOff = new ArrayList<>();
    private final List<CheckedMethod> woven = new ArrayList<>();
    private final List<CheckedMethod> onProxies = new ArrayList<>();
    private final List<UnmatchedRule> unmatched = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> unknownLibraries = new ArrayList<>();
    private int types = -1;

    /**
     * A report on rules alone.
     *
     * @param config the rule file as the user named it, null without one
     * @param findings what is wrong with it and with the settings
     */
    Report(@Nullable String config, List<String> findings) {
        this.config = config;
        this.findings = List.copyOf(findings);
    }

    @Nullable
    String config() {
        return config;
    }

    /** What is wrong with the rule file and with the settings, one sentence each. */
    List<String> findings() {
        return findings;
    }

    /** The types that were looked at; -1 when no class path was given. */
    int types() {
        return types;
    }

    void setTypes(int count) {
        types = count;
    }

    /** The names of packs and rules that are switched off. */
    List<String> switchedOff() {
        return switchedOff;
    }

    /** In the order of the class path. */
    List<CheckedMethod> woven() {
        return woven;
    }

    /** Methods of interfaces that no class of the class path implements, in the order of the rules. */
    List<CheckedMethod> onProxies() {
        return onProxies;
    }

    /** In the order of the rules. */
    List<UnmatchedRule> unmatched() {
        return unmatched;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** Libraries that are not recorded, one sentence each. */
    List<String> unknownLibraries() {
        return unknownLibraries;
    }

    /** What of the class path could not be read, one sentence each. */
    List<String> problems() {
        return problems;
    }

    /**
     * Whether nothing is to be done: no findings, each rule of the user's own takes a method, and each of its paths can be
     * read. Of a pack, only the types that an application has can match.
     */
    boolean isFine() {
        return findings.isEmpty()
                && unmatched.stream()
                        .noneMatch(each -> each.matchesNothing() && each.rule().pack() == null)
                && Stream.concat(woven.stream(), onProxies.stream())
                        .allMatch(each -> each.unreadable().isEmpty()
                                || each.rule() == null
                                || each.rule().pack() != null);
    }
}
