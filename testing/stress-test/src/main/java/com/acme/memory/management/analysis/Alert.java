package com.acme.memory.management.analysis;

/**
 * Something that somebody should know.
 *
 * @param type what it is about
 * @param level how grave it is
 * @param message one sentence with the figures
 * @param at milliseconds since 1970
 */
public record Alert(AlertType type, Level level, String message, long at) {}
