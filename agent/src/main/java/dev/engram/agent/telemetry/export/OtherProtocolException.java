package dev.engram.agent.telemetry.export;

import java.io.IOException;

/** What answers does not speak HTTP/1.1, and its first byte tells what it speaks. */
public final class OtherProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The type of a TLS record that is an alert: the answer to whom speaks no TLS. */
    private static final int TLS_ALERT = 0x15;

    private final boolean isTls;

    private OtherProtocolException(boolean isTls) {
        super(isTls ? "the port speaks TLS" : "the port speaks HTTP/2");
        this.isTls = isTls;
    }

    /**
     * Looks at the first byte of an answer.
     *
     * @throws OtherProtocolException when it is that of TLS, or of the settings with which servers of HTTP/2 begin
     */
    public static void check(int first) throws OtherProtocolException {
        if (first == 0 || first == TLS_ALERT) {
            throw new OtherProtocolException(first == TLS_ALERT);
        }
    }

    boolean isTls() {
        return isTls;
    }
}
