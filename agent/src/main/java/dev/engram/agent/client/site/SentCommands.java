package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that were sent on one connection and are not answered, which together are one call: a single command whose
 * reply is read after it was sent, a pipeline, or a transaction from {@code MULTI} to the reply of {@code EXEC}.
 *
 * <p>The call lies beneath what was open when the first command was sent. It begins when that was sent; a pipeline, when its
 * first reply is waited for; a transaction, when {@code EXEC} is sent: what the application does in between is not the
 * server's time. It is over with the last reply, or when the connection fails.
 *
 * <p>Assumption: as the connection itself, it is used by one thread after the other; only {@link #selectAt} is called by the
 * consumer.
 */
public final class SentCommands {

    /** Changes of the database that are kept. */
    private static final int MAX_SELECTIONS = 64;

    private @Nullable OpenCall call;
    private List<Object> commands = new ArrayList<>(1);
    private List<@Nullable Object> replies = new ArrayList<>(1);
    private int sent;
    private int answered;
    private boolean isTransaction;
    private @Nullable Throwable failure;

    /** The last {@code SELECT} among those that wait. */
    private @Nullable Object select;

    /** The database before the first {@code SELECT}, read then: some libraries keep the newest one only. Null when not known. */
    private volatile @Nullable String opened;

    /** What chose the database, in the order of time; the consumer may be some of them behind. Replaced, never changed. */
    private volatile List<Selection> selections = List.of();

    /** What chose the database, and when, as nanoTime has it. */
    private record Selection(Object by, long nanos) {}

    /** The transaction that is open on the connection of a client whose replies come later; null for none. */
    volatile @Nullable QueuedCommands queue;

    SentCommands() {}

    /** Whether replies are to come. */
    boolean isWaiting() {
        return answered < sent;
    }

    /**
     * A command was sent.
     *
     * @param site where it was
     * @param sending the call of its sending, with the command as its key
     * @return whether {@code sending} has become the call of all that waits, and is off its stack
     */
    boolean sent(CallRecorder recorder, ClientSite site, OpenCall sending) {
        Object command = sending.key;
        if (command == null) {
            return false;
        }
        sent++;
        if (commands.size() < CommandBatch.MAX) {
            commands.add(command);
        }
        boolean isFirst = call == null;
        if (isFirst) {
            site.mark(recorder, sending);
            sending.stack.take(sending);
            call = sending;
        }
        CommandReader reader = site.client().reader();
        switch (reader.meaning(command)) {
            case MULTI -> isTransaction = true;
            case END -> {
                isTransaction = false;
                begin(sending.startNanos);
            }
            case SELECT -> {
                if (selections.isEmpty() && sending.self != null) {
                    opened = reader.database(sending.self);
                }
                select = command;
            }
            default -> {}
        }
        return isFirst;
    }

    private void begin(long nanos) {
        if (call != null) {
            call.startNanos = nanos;
        }
    }

    /** The next reply is waited for. */
    void reading() {
        if (answered == 0 && sent > 1 && !isTransaction) {
            begin(System.nanoTime());
        }
    }

    /** A reply came, or its reading failed. */
    void answered(CallRecorder recorder, CommandReader reader, @Nullable Object returned, @Nullable Throwable thrown) {
        if (thrown != null && reader.statusCode(thrown) == null) {
            failed(recorder, thrown);
            return;
        }
        answered++;
        if (replies.size() < commands.size()) {
            replies.add(thrown == null ? returned : thrown);
        }
        if (thrown != null) {
            failure = failure == null ? thrown : failure;
            if (answered == 1) {
                // MULTI itself, where there is one.
                isTransaction = false;
            }
        }
        if (!isTransaction && answered >= sent) {
            end(recorder);
        }
    }

    /** The connection failed: no reply comes any more. */
    void failed(CallRecorder recorder, Throwable thrown) {
        failure = thrown;
        end(recorder);
    }

    private void end(CallRecorder recorder) {
        if (select != null && failure == null) {
            select(select);
        }
        OpenCall ended = call;
        Completion completion = Completion.of(null);
        if (ended != null) {
            boolean isSingle = sent == 1;
            ended.key = isSingle ? commands.get(0) : new CommandBatch(commands, replies, sent);
            completion = failure != null
                    ? Completion.failed(failure)
                    : Completion.of(isSingle && !replies.isEmpty() ? replies.get(0) : null);
        }
        call = null;
        commands = new ArrayList<>(1);
        replies = new ArrayList<>(1);
        sent = 0;
        answered = 0;
        isTransaction = false;
        failure = null;
        select = null;
        if (ended != null) {
            recorder.end(ended, completion);
        }
    }

    /**
     * The connection's database changes.
     *
     * @param by the index as a text, or the command
     */
    void select(Object by) {
        List<Selection> before = selections;
        List<Selection> after =
                new ArrayList<>(before.subList(Math.max(0, before.size() - MAX_SELECTIONS + 1), before.size()));
        after.add(new Selection(by, System.nanoTime()));
        selections = after;
    }

    /**
     * A {@code SELECT} is about to be sent.
     *
     * @param database the one that holds before; null when not known
     */
    void selecting(@Nullable String database) {
        if (selections.isEmpty()) {
            opened = database;
        }
    }

    /** A {@code SELECT} has failed. */
    void notSelected(Object command) {
        List<Selection> known = selections;
        int last = known.size() - 1;
        if (last >= 0 && known.get(last).by() == command) {
            selections = known.subList(0, last);
        }
    }

    /**
     * What chose the database that held for a command: the index as a text, or a {@code SELECT}.
     *
     * @param startNanos when the command was sent
     * @return null when nothing did since the connection was opened
     */
    @Nullable
    public Object selectAt(long startNanos) {
        List<Selection> known = selections;
        for (int i = known.size() - 1; i >= 0; i--) {
            if (startNanos - known.get(i).nanos() >= 0) {
                return known.get(i).by();
            }
        }
        return opened;
    }
}
