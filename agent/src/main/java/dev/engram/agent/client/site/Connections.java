package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.trace.WeakIdentityMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is known of a client library's connections. Thread-safe; no lock is held while a connection is looked up. */
public final class Connections {

    private final WeakIdentityMap<SentCommands> all = new WeakIdentityMap<>();

    /** Transactions of asynchronous clients that are open on any connection. */
    private final AtomicInteger transactions = new AtomicInteger();

    /** What is known of a connection; null for nothing. */
    @Nullable
    public SentCommands find(Object connection) {
        return all.get(connection);
    }

    /** What is known of a connection, from now on. */
    SentCommands of(Object connection) {
        return all.get(connection, SentCommands::new);
    }

    /** As long as there is no transaction, no connection need be looked up. */
    boolean haveTransactions() {
        return transactions.get() > 0;
    }

    /** A transaction begins. */
    void begin(Object connection, QueuedCommands queue) {
        transactions.incrementAndGet();
        of(connection).queue = queue;
    }

    /** Later commands are no part of the transaction. */
    void end(Object connection, QueuedCommands queue) {
        SentCommands sent = find(connection);
        if (sent != null && queue.close()) {
            sent.queue = null;
            transactions.decrementAndGet();
        }
    }

    /** The transaction is over without an answer: its connection is gone. */
    void fail(Object connection, QueuedCommands queue, Throwable failure) {
        end(connection, queue);
        queue.sentLast(connection, System.nanoTime());
        queue.end(CommandReader.UNKNOWN_REPLY, failure);
    }
}
