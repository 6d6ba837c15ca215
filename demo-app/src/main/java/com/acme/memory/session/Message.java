package com.acme.memory.session;

/**
 * One message of a session.
 *
 * @param role who says it
 * @param content what
 * @param at when, milliseconds since 1970
 */
public record Message(Role role, String content, long at) {}
