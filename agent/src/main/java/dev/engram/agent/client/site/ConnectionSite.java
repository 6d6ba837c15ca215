package dev.engram.agent.client.site;

import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of an asynchronous client library that writes a command to one server. It tells the {@link AsyncCommandSite} around
 * it which of several connections that is, where the application's connection stands for several.
 */
public final class ConnectionSite extends ClientSite {

    public ConnectionSite(Client client, String method) {
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
        OpenCall top = stack.top();
        if (writer != null && top != null && top.site instanceof AsyncCommandSite && top.isHandedOn) {
            CommandReader reader = client().reader();
            Object connection = reader.connection(writer);
            // What MULTI and SELECT change is known of the application's connection.
            if (connection != null
                    && connection != top.self
                    && top.key != null
                    && reader.meaning(top.key) == CommandReader.Meaning.OTHER) {
                top.self = connection;
            }
        }
        return null;
    }
}
