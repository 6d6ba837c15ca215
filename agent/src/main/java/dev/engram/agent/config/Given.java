package dev.engram.agent.config;

/**
 * A value that the user gave.
 *
 * @param name the option as the user wrote it: {@code OTEL_X}, {@code -Dotel.x} or, among the agent's arguments, {@code
 *     otel.x}
 * @param value never blank, without blanks around it
 */
record Given(String name, String value) {}
