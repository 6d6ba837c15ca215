package dev.engram.collector.keyspace.redis;

/**
 * A server's error in place of a reply.
 *
 * @param message as the server wrote it, such as {@code WRONGTYPE Operation against a key …}
 */
public record ErrorReply(String message) {

    /** The first word, such as {@code NOPERM}. */
    public String code() {
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }

    /** Whether a key is of another type than the command is for. */
    public boolean isWrongType() {
        return code().equals("WRONGTYPE");
    }
}
