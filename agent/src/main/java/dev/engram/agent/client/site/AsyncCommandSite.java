package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.read.CommandWithArguments;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library that begins to send one command and returns before the reply is there; {@link
 * CommandReader#promise} tells the reply. The command is the first argument or, of a method without one, the receiver; the
 * receiver is the connection.
 *
 * <p>What the client sends beneath such a call is its own. The commands from {@code MULTI} to {@code EXEC} or {@code DISCARD}
 * on one connection are one call: see {@link QueuedCommands}.
 */
public final class AsyncCommandSite extends ClientSite {

    public AsyncCommandSite(Client client, String method) {
        super(client, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object connection,
            @Nullable Object argument,
            @Nullable Object a1) {
        Object command = argument == null ? connection : a1 == null ? argument : new CommandWithArguments(argument, a1);
        CommandReader reader = client().reader();
        if (connection == null || command == null || AgainSite.isAgain(client(), command) || command(stack) != null) {
            return null;
        }
        OpenCall call = recorder.push(this, stack, null);
        if (call == null) {
            return null;
        }
        call.self = connection;
        call.key = command;
        call.startNanos = System.nanoTime();
        QueuedCommands queue = client().connections().haveTransactions() ? queue(connection) : null;
        if (queue != null) {
            add(queue, command);
            call.value = queue;
            return call;
        }
        if (reader.meaning(command) == CommandReader.Meaning.SELECT) {
            // The reply may be back before the method returns, and the connection says the new database then.
            client().connections().of(connection).selecting(reader.database(connection));
        }
        mark(recorder, call);
        if (call.isHandedOn) {
            call.key = reader.kept(command);
            call.value = CommandReader.UNKNOWN_REPLY;
        }
        return call;
    }

    private @Nullable QueuedCommands queue(Object connection) {
        Object transaction = client().reader().transaction(connection);
        SentCommands sent = transaction == null ? null : client().connections().find(transaction);
        return sent == null ? null : sent.queue;
    }

    private void add(QueuedCommands queue, Object command) {
        CommandReader reader = client().reader();
        Object kept = reader.kept(command);
        CommandBatch several = reader.batch(kept);
        if (several == null) {
            queue.add(kept);
        } else {
            several.commands().forEach(queue::add);
        }
    }

    /**
     * The command has been sent.
     *
     * @param call on its stack
     * @return what tells the reply: a {@link CompletionStage}; {@link CommandReader#UNKNOWN_REPLY} when nothing does
     */
    public Object sent(OpenCall call) {
        Object command = call.key;
        Object connection = call.self;
        CommandReader reader = client().reader();
        CompletionStage<?> reply = command == null ? null : reader.promise(command);
        if (command == null || connection == null || reply == null) {
            return CommandReader.UNKNOWN_REPLY;
        }
        switch (reader.meaning(command)) {
            case MULTI -> {
                long startNanos = call.startNanos;
                QueuedCommands queue = begin(call, connection, command);
                reply.whenComplete((value, thrown) -> {
                    if (thrown != null) {
                        client().connections().end(connection, queue);
                        queue.sentLast(connection, startNanos);
                        queue.end(value, thrown);
                    }
                });
                return queue.whenOver();
            }
            case QUEUED -> {
                Object transaction = reader.transaction(connection);
                if (transaction != null) {
                    QueuedCommands queue = begin(call, transaction, reader.implicitMulti());
                    queue.add(command);
                    reply.whenComplete((value, thrown) -> failed(transaction, queue, thrown));
                    return queue.whenOver();
                }
            }
            case SELECT -> select(connection, command, reply);
            default -> {}
        }
        return reply;
    }

    private QueuedCommands begin(OpenCall call, Object connection, Object command) {
        QueuedCommands queue = new QueuedCommands(call.isHandedOn ? call : null, command);
        // A connection that is given up in the middle must not be kept by what waits for it.
        call.self = null;
        client().connections().begin(connection, queue);
        return queue;
    }

    /** A command in a transaction has no reply of the server: the connection is gone, and no answer to the rest comes. */
    private void failed(Object connection, QueuedCommands queue, @Nullable Throwable failure) {
        if (failure != null && client().reader().statusCode(failure) == null && !queue.isClosed()) {
            client().connections().fail(connection, queue, failure);
        }
    }

    /** The connection's commands are answered one after the other, so the new database holds for what is sent from now on. */
    private void select(Object connection, Object command, CompletionStage<?> reply) {
        SentCommands sent = client().connections().of(connection);
        sent.select(command);
        reply.whenComplete((value, thrown) -> {
            if (thrown != null) {
                sent.notSelected(command);
            }
        });
    }

    /** A command in a transaction, or one that nobody wants. */
    @Override
    protected boolean endUnrecorded(
            CallRecorder recorder, OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        Object connection = call.self;
        Object command = call.key;
        if (connection == null || command == null) {
            return false;
        }
        CommandReader reader = client().reader();
        Object transaction = reader.transaction(connection);
        if (!(call.value instanceof QueuedCommands queue) || transaction == null) {
            if (thrown == null && reader.meaning(command) != CommandReader.Meaning.OTHER) {
                sent(call);
            }
        } else if (reader.meaning(command) != CommandReader.Meaning.END) {
            CompletionStage<?> reply = thrown == null ? reader.promise(command) : null;
            if (reply != null) {
                reply.whenComplete((value, failure) -> failed(transaction, queue, failure));
            }
        } else {
            client().connections().end(transaction, queue);
            queue.sentLast(connection, call.startNanos);
            CompletionStage<?> reply = thrown == null ? reader.promise(command) : null;
            if (reply == null) {
                queue.end(CommandReader.UNKNOWN_REPLY, thrown);
            } else {
                reply.whenComplete(queue::end);
            }
        }
        return false;
    }

    /** Null is a reply, too. */
    @Override
    protected void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        call.value = returned;
        if (call.key != null && !client().attempts().isEmpty()) {
            client().attempts().moveTo(call, client().reader().original(call.key));
            if (thrown != null && call.nestedErrors() != null) {
                // The last attempt, which is none that was repeated.
                call.failedAttempt(System.nanoTime(), thrown);
            }
        }
    }

    @Override
    public Throwable failure(Throwable thrown) {
        return client().reader().failure(thrown);
    }
}
