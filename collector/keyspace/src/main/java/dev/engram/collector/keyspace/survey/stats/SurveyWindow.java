package dev.engram.collector.keyspace.survey.stats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last surveys without their single keys, as many as the history is long; older ones are forgotten. Not thread-safe. */
public final class SurveyWindow {

    private final int history;
    private final Deque<SurveyStats> surveys = new ArrayDeque<>();

    public SurveyWindow(int history) {
        this.history = history;
    }

    public void add(SurveyStats stats) {
        if (surveys.size() == history) {
            surveys.removeFirst();
        }
        surveys.addLast(stats);
    }

    public int size() {
        return surveys.size();
    }

    /** The oldest one kept; null before the first survey. */
    public @Nullable SurveyStats first() {
        return surveys.peekFirst();
    }

    /** The newest one; null before the first survey. */
    public @Nullable SurveyStats last() {
        return surveys.peekLast();
    }

    /** Oldest first. */
    public List<SurveyStats> all() {
        return List.copyOf(surveys);
    }
}
