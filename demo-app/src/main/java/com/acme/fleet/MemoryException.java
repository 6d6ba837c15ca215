package com.acme.fleet;

import java.io.Serial;

/** A value could not be written as JSON, or what the memory holds is not what was asked for. */
public final class MemoryException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    MemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
