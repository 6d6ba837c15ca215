package dev.engram.agent.client.site;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
import org.jspecify.annotations.Nullable;

/** A method that changes the database of the connection that it belongs to; its first argument is the index. */
public final class SelectSite extends ClientSite {

    public SelectSite(Client client, String method) {
        super(client, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable Object connection,
            @Nullable Object index,
            @Nullable Object a1) {
        Object boxed = Unboxed.boxed(index);
        if (connection != null && boxed != null) {
            client().connections().of(connection).select(boxed.toString());
        }
        return null;
    }
}
