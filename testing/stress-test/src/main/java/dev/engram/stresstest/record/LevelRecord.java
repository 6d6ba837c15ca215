package dev.engram.stresstest.record;

import com.acme.stress.Level;

/** What is measured while one level of stress holds. Not thread-safe. */
final class LevelRecord {
    private final String name;
    private final double value;
    private final ResponseTimes times = new ResponseTimes();
    private double peakPercent;
    private long errors;
    private long refused;

    LevelRecord(String name, double value) {
        this.name = name;
        this.value = value;
    }

    void cycle(double millis) {
        times.add(millis);
    }

    void heap(double percent) {
        peakPercent = Math.max(peakPercent, percent);
    }

    void refused(long more) {
        refused += more;
    }

    void error() {
        errors++;
    }

    Level level() {
        return new Level(
                name, value, times.count(), times.meanMs(), times.percentileMs(99), peakPercent, errors, refused);
    }
}
