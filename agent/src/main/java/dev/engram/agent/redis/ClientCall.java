package dev.engram.agent.redis;

import dev.engram.agent.record.AgainSite;
import dev.engram.agent.record.AsyncCommandSite;
import dev.engram.agent.record.ClientLibrary;
import dev.engram.agent.record.ClientSite;
import dev.engram.agent.record.ClosedSite;
import dev.engram.agent.record.CommandSite;
import dev.engram.agent.record.ConnectionSite;
import dev.engram.agent.record.FlushSite;
import dev.engram.agent.record.OwnCommandsSite;
import dev.engram.agent.record.ReplySite;
import dev.engram.agent.record.SelectSite;
import dev.engram.agent.record.SendSite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library through which commands or replies go.
 *
 * @param type the name of the class that declares the method
 * @param params the names of the parameters' types
 * @param role what the method does
 * @param insteadOf the parameters of a method of the same name and class that this one only calls, where there is such a
 *     method: this one is left alone then; null for none
 * @param getter what is handed to the recorder of the first argument, in its place; null for the argument itself
 * @param client the library
 */
public record ClientCall(
        String type,
        String method,
        List<String> params,
        Role role,
        @Nullable List<String> insteadOf,
        @Nullable Getter getter,
        Client client) {

    /** What a method does. */
    public enum Role {
        /** Sends a command, its first argument, on a connection of its choice, and returns or throws what came back. */
        COMMAND,
        /** As {@link #COMMAND}, on its receiver, a connection. */
        CONNECTION_COMMAND,
        /** As {@link #CONNECTION_COMMAND}, unless the receiver knows the reply. */
        CACHE_COMMAND,
        /** Begins to send a command, its first argument or its receiver, whose reply comes later. */
        ASYNC_COMMAND,
        /** Sends a command, its last argument but one, with the arguments in its last; nothing tells its reply. */
        ASYNC_SEND,
        /** Writes a command of {@link #ASYNC_COMMAND} to one server, to which its receiver belongs. */
        CONNECTION,
        /** Is told that the connection to one server, to which its receiver belongs, is gone. */
        CLOSED,
        /** Sends again, for itself, what the application has sent already. */
        OWN,
        /** Sends a command, its first argument, also where that is sent again after a failure. */
        AGAIN,
        /** Writes a command, its first argument, to its receiver, the connection. */
        SEND,
        /** Reads the next reply from its receiver, the connection. */
        REPLY,
        /** Writes what was sent to its receiver, the connection. */
        FLUSH,
        /** Changes the database of its receiver, the connection, to the one of this index, its first argument. */
        SELECT
    }

    /**
     * A public method without parameters.
     *
     * @param type the name of the class that declares it
     * @param result the name of the class of its result
     */
    public record Getter(String type, String method, String result) {}

    public ClientCall {
        params = List.copyOf(params);
    }

    ClientCall(
            String type,
            String method,
            List<String> params,
            Role role,
            @Nullable List<String> insteadOf,
            Client client) {
        this(type, method, params, role, insteadOf, null, client);
    }

    ClientCall(String type, String method, List<String> params, Role role, Client client) {
        this(type, method, params, role, null, client);
    }

    /** The same, with what this method gives in the place of the first argument. */
    ClientCall handingOver(Getter part) {
        return new ClientCall(type, method, params, role, insteadOf, part, client);
    }

    /** The arguments that are handed to the recorder, by their index. */
    public List<Integer> arguments() {
        return switch (role) {
            case COMMAND, CONNECTION_COMMAND, CACHE_COMMAND, AGAIN, SELECT -> List.of(0);
            case ASYNC_COMMAND -> params.isEmpty() ? List.of() : List.of(0);
            case ASYNC_SEND -> List.of(params.size() - 2, params.size() - 1);
            case SEND -> params.size() > 1 ? List.of(0, 1) : List.of(0);
            case REPLY, FLUSH, CONNECTION, CLOSED, OWN -> List.of();
        };
    }

    /** Whether the result is handed to the recorder. */
    public boolean readsResult() {
        return role == Role.REPLY || role == Role.CACHE_COMMAND;
    }

    /** Whether the call is not over when its method returns. */
    public boolean endsLater() {
        return role == Role.ASYNC_COMMAND || role == Role.ASYNC_SEND;
    }

    /** The site of this call in a class. */
    public ClientSite newSite(String method) {
        ClientLibrary library = client.library();
        return switch (role) {
            case COMMAND -> new CommandSite(library, method, CommandSite.Receiver.CLIENT);
            case CONNECTION_COMMAND -> new CommandSite(library, method, CommandSite.Receiver.CONNECTION);
            case CACHE_COMMAND -> new CommandSite(library, method, CommandSite.Receiver.CACHE);
            case ASYNC_COMMAND, ASYNC_SEND -> new AsyncCommandSite(library, method);
            case CONNECTION -> new ConnectionSite(library, method);
            case CLOSED -> new ClosedSite(library, method);
            case OWN -> new OwnCommandsSite(library, method);
            case AGAIN -> new AgainSite(library, method);
            case FLUSH -> new FlushSite(library, method);
            case SEND -> new SendSite(library, method);
            case REPLY -> new ReplySite(library, method);
            case SELECT -> new SelectSite(library, method);
        };
    }
}
