package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/**
 * A method of an asynchronous client library through which commands, its first argument, also go when they are sent again: see
 * {@link CommandReader#lastFailure}.
 */
public final class AgainSite extends ClientSite {

    public AgainSite(ClientLibrary library, String method) {
        super(library, method);
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            int number,
            @Nullable Object self,
            @Nullable Object command,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (command != null) {
            isAgain(library(), command);
        }
        return null;
    }

    /** Whether a command is not sent for the first time; keeps the reason then. */
    static boolean isAgain(ClientLibrary library, Object command) {
        CommandReader reader = library.reader();
        Throwable failure = reader.lastFailure(command);
        if (failure == null) {
            return false;
        }
        library.attempts().add(reader.original(command), failure);
        return true;
    }
}
