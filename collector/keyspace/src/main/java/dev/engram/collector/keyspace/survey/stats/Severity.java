package dev.engram.collector.keyspace.survey.stats;

import java.util.Locale;

/** Whether something should be done. */
public enum Severity {
    /** Good to know. */
    INFO,
    /** Will hurt if nobody looks at it. */
    WARNING;

    /** As in JSON: {@code warning}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
