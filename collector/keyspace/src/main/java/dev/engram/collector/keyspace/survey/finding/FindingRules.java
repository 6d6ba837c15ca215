package dev.engram.collector.keyspace.survey.finding;

import java.time.Duration;
import java.util.Map;

/**
 * From where on something is noteworthy.
 *
 * @param keyRatio keys more, as a share of those before, for growth to be rapid …
 * @param keyFloor … and at least so many
 * @param byteRatio bytes more, as a share of those before, for growth to be rapid …
 * @param byteFloor … and at least so many
 * @param fullWindow so many surveys tell what lasts
 * @param unusedAfter a key younger than this is not called unused
 * @param big bytes from which on a value is big
 * @param huge bytes from which on it is very big
 * @param companion what the name of a companion ends with, such as {@code :metadata}; empty for none
 * @param hotAccesses accesses by spans since the survey before for a key to be hot …
 * @param hotShare … and their share of all
 * @param hotFrequency where the server's counter is all there is: its value for a key to be hot
 * @param near a limit is near from this share of it on
 * @param limits of namespaces
 */
public record FindingRules(
        double keyRatio,
        long keyFloor,
        double byteRatio,
        long byteFloor,
        int fullWindow,
        Duration unusedAfter,
        long big,
        long huge,
        String companion,
        long hotAccesses,
        double hotShare,
        long hotFrequency,
        double near,
        Map<String, Limit> limits) {

    /** What {@link #defaults} calls a companion. */
    public static final String COMPANION = ":metadata";

    /** Half as many keys more and 10, a fifth more bytes and 1 MB; 10 KB and 1 MB are big; 80 % of a limit is near. */
    public static FindingRules defaults() {
        return defaults(COMPANION, Map.of());
    }

    /** The same, but for what an application calls a companion and how much its namespaces may hold. */
    public static FindingRules defaults(String companion, Map<String, Limit> limits) {
        return new FindingRules(
                0.5,
                10,
                0.2,
                1 << 20,
                3,
                Duration.ofMinutes(1),
                10 << 10,
                1 << 20,
                companion,
                100,
                0.2,
                100,
                0.8,
                Map.copyOf(limits));
    }
}
