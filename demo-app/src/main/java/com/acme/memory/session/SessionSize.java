package com.acme.memory.session;

/**
 * How large a session has become.
 *
 * @param messages how many messages it has
 * @param bytes what they say, in UTF-8
 */
public record SessionSize(long messages, long bytes) {}
