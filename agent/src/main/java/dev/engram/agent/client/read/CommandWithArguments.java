package dev.engram.agent.client.read;

/**
 * A command and its arguments, where a library does not keep them together.
 *
 * @param arguments an array
 */
public record CommandWithArguments(Object command, Object arguments) {}
