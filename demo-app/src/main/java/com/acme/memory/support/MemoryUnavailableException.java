package com.acme.memory.support;

import java.io.Serial;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Redis does not answer or refuses. The message says what was not kept or read, and what to do. */
public final class MemoryUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public MemoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether Redis does not answer at all; false where it refuses, as a full one does. */
    public boolean isAway() {
        return getCause() instanceof JedisConnectionException;
    }
}
