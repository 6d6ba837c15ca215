package com.acme.memory.management;

import com.acme.memory.management.analysis.LeakDetector;
import com.acme.memory.management.analysis.LeakVerdict;
import com.acme.memory.management.analysis.MemorySample;
import com.acme.memory.management.analysis.Prediction;
import com.acme.memory.management.analysis.Predictor;
import com.acme.memory.management.analysis.Trend;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last thousand samples, and what they say. Thread-safe. */
final class History {
    private static final int MOST = 1000;

    private final Deque<MemorySample> samples = new ArrayDeque<>();
    private final Predictor predictor;

    History(Duration horizon) {
        predictor = new Predictor(horizon);
    }

    synchronized void add(MemorySample sample) {
        if (samples.size() == MOST) {
            samples.removeFirst();
        }
        samples.addLast(sample);
        predictor.add(sample);
    }

    /** Puts a sample in the place of the newest, because more is known of the same moment. */
    synchronized void correct(MemorySample sample) {
        samples.pollLast();
        samples.addLast(sample);
    }

    synchronized void clear() {
        samples.clear();
    }

    /** Oldest first. */
    synchronized List<MemorySample> samples() {
        return List.copyOf(samples);
    }

    synchronized Trend trend() {
        return Trend.of(samples());
    }

    synchronized LeakVerdict leaks() {
        return LeakDetector.detect(samples());
    }

    synchronized Prediction prediction() {
        return predictor.predict(samples());
    }
}
