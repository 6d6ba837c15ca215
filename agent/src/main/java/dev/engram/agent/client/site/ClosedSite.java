package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A method that an asynchronous client library calls when the connection to one server, to which its receiver belongs, is
 * gone: the server has forgotten a transaction that was open there.
 */
public final class ClosedSite extends ClientSite {

    public ClosedSite(Client client, String method) {
        super(client, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object writer,
            @Nullable Object a0,
            @Nullable Object a1) {
        Connections connections = client().connections();
        Object connection = writer == null || !connections.haveTransactions()
                ? null
                : client().reader().connection(writer);
        SentCommands sent = connection == null ? null : connections.find(connection);
        QueuedCommands queue = sent == null ? null : sent.queue;
        if (connection != null && queue != null) {
            connections.fail(connection, queue, new ClosedChannelException());
        }
        return null;
    }
}
