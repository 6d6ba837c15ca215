package com.acme.memory.cache;

import com.acme.memory.session.Role;

/**
 * One thing that the cache remembers.
 *
 * @param id tells equal ones apart; of one process, in their order
 * @param session where it was said
 * @param role who said it
 * @param text what
 * @param at when, milliseconds since 1970
 */
public record CacheEntry(String id, String session, Role role, String text, long at) {}
