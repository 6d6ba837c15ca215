package dev.engram.collector.server.store;

/** A request as it is kept until its spans and points are in a segment. */
public final class Request {

    private final Kind kind;
    private final byte[] body;

    /**
     * A request.
     *
     * @param body in OTLP's protobuf, not compressed; not copied, so it must not change
     */
    public Request(Kind kind, byte[] body) {
        this.kind = kind;
        this.body = body;
    }

    public Kind kind() {
        return kind;
    }

    /** The request itself, no copy. */
    public byte[] body() {
        return body;
    }

    /** What a request brings. */
    public enum Kind {
        SPANS(1),
        POINTS(2);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** As it is written to files. */
        byte code() {
            return code;
        }

        static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("kind " + code);
        }
    }

    /** Reads a request that was kept before, after a restart. */
    public interface Reader {
        /**
         * What the request brings.
         *
         * @throws IllegalArgumentException where it cannot be read
         */
        Batch read(Request request);
    }
}
