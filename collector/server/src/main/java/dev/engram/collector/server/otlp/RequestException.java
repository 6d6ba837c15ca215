package dev.engram.collector.server.otlp;

import org.jspecify.annotations.Nullable;

/** A request that is not accepted. The message is one sentence for the sender. */
public final class RequestException extends Exception {

    /** Why, with the answers that OTLP asks for: a sender tries again on {@link #BUSY} alone. */
    public enum Reason {
        MALFORMED(400, 3),
        TOO_LARGE(413, 8),
        UNSUPPORTED(415, 12),
        BUSY(429, 14),
        STOPPING(503, 14),
        INTERNAL(500, 13);

        private final int httpStatus;
        private final int grpcStatus;

        Reason(int httpStatus, int grpcStatus) {
            this.httpStatus = httpStatus;
            this.grpcStatus = grpcStatus;
        }

        int httpStatus() {
            return httpStatus;
        }

        /** A code of {@code google.rpc.Code}. */
        public int grpcStatus() {
            return grpcStatus;
        }

        /** Whether the same request may be accepted later. */
        boolean isTemporary() {
            return this == BUSY || this == STOPPING;
        }
    }

    private final Reason reason;

    RequestException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    RequestException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
