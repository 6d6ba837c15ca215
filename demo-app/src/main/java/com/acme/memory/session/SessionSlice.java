package com.acme.memory.session;

import java.util.List;

/**
 * The newest messages of a session.
 *
 * @param messages oldest first
 * @param bytes what all of the session's messages say, in UTF-8
 */
public record SessionSlice(List<Message> messages, long bytes) {}
