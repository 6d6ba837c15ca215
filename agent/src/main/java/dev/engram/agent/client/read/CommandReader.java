package dev.engram.agent.client.read;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects of one client library: commands, connections, exceptions. Implementations are thread-safe. A member that
 * a version of the library does not have reads as absent.
 *
 * <p>All methods are called on the consumer's thread, but those that say otherwise.
 */
public interface CommandReader {

    /** Stands for a reply that nobody saw, or that tells neither its size nor whether there is something in it. */
    Object UNKNOWN_REPLY = new Object();

    /** The command's name, and then its arguments, as they are sent; empty when they cannot be read. */
    List<byte[]> words(Object command);

    /** The server behind a connection, or the one that a client was told; null when not known. */
    @Nullable
    Server server(Object connection);

    /** Whether it is a client, which chooses a connection for each command, and not a connection. */
    default boolean isClient(Object connection) {
        return false;
    }

    /** The index of the database that a connection was opened with; null when not known. */
    default @Nullable String database(Object connection) {
        return null;
    }

    /** The server's error code, such as {@code WRONGTYPE}, null when {@code thrown} is no answer of the server. */
    @Nullable
    String statusCode(Throwable thrown);

    /** The node that a cluster's answer leads to; null when {@code thrown} is no such answer. */
    default @Nullable Redirect redirect(Throwable thrown) {
        return thrown instanceof SentAgain again ? again.redirect() : null;
    }

    /**
     * The commands behind an object that is sent as one; null when it is a single command.
     *
     * @param command as {@link #kept} has it
     */
    default @Nullable CommandBatch batch(Object command) {
        return null;
    }

    /**
     * A reply in types of the JDK: elements without the library's wrappers around them, null for what is not there. {@link
     * #UNKNOWN_REPLY} when that cannot be told.
     */
    default @Nullable Object reply(Object command, @Nullable Object reply) {
        return reply;
    }

    /**
     * What a command means for its connection. Called on the application's threads, for commands that are sent without
     * waiting for the answer.
     */
    default Meaning meaning(Object command) {
        return Meaning.OTHER;
    }

    /**
     * What tells the reply of a command that has been sent. Called on the application's threads.
     *
     * @param command as {@link #kept} has it
     * @return null when nothing tells the reply
     */
    default @Nullable CompletionStage<?> promise(Object command) {
        return null;
    }

    /**
     * Why a command is sent again: what was thrown, or {@link SentAgain}; null when it is sent for the first time. Called on
     * the application's threads.
     */
    default @Nullable Throwable lastFailure(Object command) {
        return null;
    }

    /**
     * The command that the application sent, where the library has another object for it while it sends it again. Called on
     * the application's threads.
     *
     * @param command as {@link #lastFailure} or {@link #kept} has it
     */
    default Object original(Object command) {
        return command;
    }

    /**
     * What the application gets where a command ends with {@code thrown}. Called on the thread that ends it, in the middle of
     * that.
     */
    default Throwable failure(Throwable thrown) {
        return thrown;
    }

    /**
     * What is kept of a command until its reply is there: the command, or what can be read then where the library frees
     * parts of it. Called on the application's threads.
     */
    default Object kept(Object command) {
        return command;
    }

    /**
     * What stands for the transaction that a command is a part of, if any: the connection, or what the library keeps for it.
     * Called on the application's threads.
     *
     * @return null for nothing
     */
    default @Nullable Object transaction(Object connection) {
        return connection;
    }

    /** The command that begins a transaction where the library sends it beneath a command of {@link Meaning#QUEUED}. */
    default Object implicitMulti() {
        throw new IllegalStateException("this library has none");
    }

    /** The connection that something that writes to one server belongs to. Called on the application's threads. */
    default @Nullable Object connection(Object writer) {
        return writer;
    }

    /** What a command means for its connection. */
    enum Meaning {
        /** Begins a transaction. */
        MULTI,
        /** Is a part of a transaction, and begins it, with a {@code MULTI} of the client's, where it is the first. */
        QUEUED,
        /** Ends a transaction: {@code EXEC} or {@code DISCARD}. */
        END,
        /** Changes the database. */
        SELECT,
        OTHER
    }

    /**
     * The server of a connection, as OpenTelemetry's attributes of the same names have it.
     *
     * @param address as the application gave it; null when not known
     * @param port 0 when not known
     * @param peerAddress the address that it was resolved to; null when not known
     * @param peerPort 0 when not known
     */
    record Server(
            @Nullable String address, int port, @Nullable String peerAddress, int peerPort) {}

    /**
     * A cluster's answer that another node has the slot.
     *
     * @param kind {@code MOVED} or {@code ASK}
     * @param target host and port
     */
    record Redirect(String kind, String target) {}
}
