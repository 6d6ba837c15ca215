package dev.engram.collector.server.sql;

/** A query that gives no result. The message is one sentence for the one who asked. */
public final class QueryException extends Exception {

    /** Whose fault it is. */
    public enum Kind {
        /** Not to be parsed, or names what is not there, or fails on its data. */
        INVALID,
        /** Would do more than read. */
        FORBIDDEN,
        /** Ran longer than allowed and was stopped. */
        TIMEOUT,
        /** Needs more memory than allowed. */
        TOO_LARGE,
        /** Too many queries at once. */
        BUSY,
        /** A file of the store could not be read; it may have been deleted in this moment. */
        UNREADABLE
    }

    static final String TOO_LARGE =
            "The query needs more memory than the collector may use; ask for less, or raise --memory.";

    static final String LARGE_ROW =
            "A row of the result is larger than a result may be; ask for parts of its values, such as left(value, 1000).";

    private final Kind kind;

    public QueryException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public QueryException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
