package dev.engram.agent.trace;

/** Whether states of something repeat, by Brent's way: each is compared with one that is kept. Used by one thread after the other. */
final class LoopDetector {

    private long kept;
    private int seen;
    private int limit;

    /** Notes a state; true once states go round in a circle, after some rounds at the latest. */
    boolean isRepeated(long state) {
        if (seen > 0 && state == kept) {
            return true;
        }
        if (seen == limit) {
            kept = state;
            limit = 2 * limit + 1;
        }
        seen++;
        return false;
    }
}
