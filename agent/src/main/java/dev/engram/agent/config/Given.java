package dev.engram.agent.config;

/** A value that the user gave, and the name it was given by. Immutable. */
final class Given {

    private final String name;
    private final String value;

    Given(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /** The option as the user wrote it: {@code OTEL_X}, {@code -Dotel.x} or, among the agent's arguments, {@code otel.x}. */
    String name() {
        return name;
    }

    /** Never blank, without blanks around it. */
    String value() {
        return value;
    }
}
