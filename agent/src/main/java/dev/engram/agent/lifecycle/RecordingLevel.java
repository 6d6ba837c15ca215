package dev.engram.agent.lifecycle;

/** How much is recorded. */
enum RecordingLevel {
    /** Spans and metrics. */
    ALL("on", 2),
    /** Metrics alone; traces that have begun are made whole. */
    METRICS("metrics only", 1),
    /** Nothing. */
    OFF("off", 0);

    private final String label;
    private final int level;

    RecordingLevel(String label, int level) {
        this.label = label;
        this.level = level;
    }

    /** For people. */
    String label() {
        return label;
    }

    /** In the metric {@code engram.recording.level}. */
    int level() {
        return level;
    }
}
