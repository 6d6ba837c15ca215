package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import org.jspecify.annotations.Nullable;

/** A method of a client library through which commands go to a data store, or their replies come back. */
public abstract class ClientSite extends RecordedSite {

    private final ClientLibrary library;

    ClientSite(ClientLibrary library, String method) {
        super(Kind.COMMAND, method);
        this.library = library;
    }

    /** The library that the method belongs to. */
    public final ClientLibrary library() {
        return library;
    }

    /** Keeps the reply, where it is handed over. */
    @Override
    void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (returned != null) {
            call.value = returned;
        }
    }
}
