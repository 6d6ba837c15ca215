package dev.engram.agent.config;

/**
 * Limits above which Engram records less. Each is 0 where it was not given.
 *
 * @param heap percent of the heap that is used after a garbage collection
 * @param cpu percent of all processors that the JVM uses
 * @param ownCpu percent of one processor that Engram's own threads use
 */
public record Protection(int heap, int cpu, int ownCpu) {

    static Protection read(SettingsReader reader) {
        return new Protection(
                reader.limit(Setting.MAX_HEAP), reader.limit(Setting.MAX_CPU), reader.limit(Setting.MAX_OWN_CPU));
    }

    /** Whether there is any limit. */
    public boolean isOn() {
        return heap > 0 || cpu > 0 || ownCpu > 0;
    }
}
