package dev.engram.benchmarks.sidebyside;

/**
 * How long to measure.
 *
 * @param rounds over all variants
 * @param repeatsBurstsOnly whether later rounds leave out what takes longest
 * @param burst calls in a burst, of all threads together; below every peer's queue (the smallest is Elastic's, 512)
 * @param pauseMillis after a burst
 * @param bursts that count, for each number of threads
 * @param pacedMillis of each pace
 * @param fullMillis at full speed
 * @param idleMillis of doing nothing, 0 for not at all
 */
record Pace(
        int rounds,
        boolean repeatsBurstsOnly,
        int burst,
        int pauseMillis,
        int bursts,
        int pacedMillis,
        int fullMillis,
        int idleMillis) {

    private static final Pace QUICK = new Pace(2, true, 400, 40, 30, 2500, 2000, 0);
    private static final Pace FULL = new Pace(5, false, 400, 50, 150, 10_000, 5000, 20_000);

    static Pace quick() {
        return QUICK;
    }

    static Pace full() {
        return FULL;
    }

    /** Rounds that somebody asked for are rounds of everything. */
    Pace withRounds(int other) {
        return new Pace(other, false, burst, pauseMillis, bursts, pacedMillis, fullMillis, idleMillis);
    }

    Pace withBurst(int other) {
        return new Pace(rounds, repeatsBurstsOnly, other, pauseMillis, bursts, pacedMillis, fullMillis, idleMillis);
    }

    Pace withPause(int other) {
        return new Pace(rounds, repeatsBurstsOnly, burst, other, bursts, pacedMillis, fullMillis, idleMillis);
    }
}
