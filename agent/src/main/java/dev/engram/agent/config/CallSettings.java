package dev.engram.agent.config;

/**
 * How calls are recorded.
 *
 * @param ringSize slots of the ring, a power of two
 * @param foldsNested whether an operation that is a part of another one makes no span
 * @param redis which Redis commands are spans: {@code all}, {@code beneath}, {@code metrics} or {@code off}
 */
public record CallSettings(int ringSize, boolean foldsNested, String redis) {

    static CallSettings read(SettingsReader reader) {
        return new CallSettings(
                reader.get(Setting.RING_SIZE),
                reader.get(Setting.NESTED_OPERATIONS).equals("fold"),
                reader.get(Setting.REDIS));
    }
}
