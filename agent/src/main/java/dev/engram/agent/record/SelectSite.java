package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
import org.jspecify.annotations.Nullable;

/** A method that changes the database of the connection that it belongs to; its first argument is the index. */
public final class SelectSite extends ClientSite {

    public SelectSite(ClientLibrary library, String method) {
        super(library, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            int number,
            @Nullable Object connection,
            @Nullable Object index,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        Object boxed = Unboxed.boxed(index);
        if (connection != null && boxed != null) {
            library().connections().of(connection).select(boxed.toString());
        }
        return null;
    }
}
