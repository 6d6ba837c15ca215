package dev.engram.agent.client.site;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A method of a client library through which commands or replies go.
 *
 * @param member the method, in the class that declares it
 * @param role what the method does
 * @param insteadOf the parameters of a method of the same name and class that this one only calls, where there is such a
 *     method: this one is left alone then; null for none
 * @param getter what is handed to the recorder of the first argument, in its place; null for the argument itself
 * @param client the library
 */
public record ClientCall(
        Need.Member member,
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

    /**
     * Reads lines of the form {@code SEND @Connection.sendCommand(@CommandArguments)}: role and method.
     *
     * @param prefix what stands for {@code @}
     */
    public static List<ClientCall> parse(Client client, String prefix, String lines) {
        return lines.replace("@", prefix)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> {
                    int space = line.indexOf(' ');
                    return new ClientCall(
                            Need.Member.of(line.substring(space).strip()),
                            Role.valueOf(line.substring(0, space)),
                            null,
                            null,
                            client);
                })
                .toList();
    }

    /** The name of the class that declares the method. */
    public String type() {
        return member.type();
    }

    public String method() {
        return member.name();
    }

    /** The names of the parameters' types. */
    public List<String> params() {
        return Objects.requireNonNull(member.params());
    }

    /** The same, unless its class has a method of its name with these parameters. */
    public ClientCall insteadOf(List<String> others) {
        return new ClientCall(member, role, others, getter, client);
    }

    /** The same, with what this method gives in the place of the first argument. */
    public ClientCall handingOver(Getter part) {
        return new ClientCall(member, role, insteadOf, part, client);
    }

    /** The arguments that are handed to the recorder, by their index. */
    public List<Integer> arguments() {
        return switch (role) {
            case COMMAND, CONNECTION_COMMAND, CACHE_COMMAND, AGAIN, SELECT -> List.of(0);
            case ASYNC_COMMAND -> params().isEmpty() ? List.of() : List.of(0);
            case ASYNC_SEND -> List.of(params().size() - 2, params().size() - 1);
            case SEND -> params().size() > 1 ? List.of(0, 1) : List.of(0);
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
        return switch (role) {
            case COMMAND -> new CommandSite(client, method, CommandSite.Receiver.CLIENT);
            case CONNECTION_COMMAND -> new CommandSite(client, method, CommandSite.Receiver.CONNECTION);
            case CACHE_COMMAND -> new CommandSite(client, method, CommandSite.Receiver.CACHE);
            case ASYNC_COMMAND, ASYNC_SEND -> new AsyncCommandSite(client, method);
            case CONNECTION -> new ConnectionSite(client, method);
            case CLOSED -> new ClosedSite(client, method);
            case OWN -> new OwnCommandsSite(client, method);
            case AGAIN -> new AgainSite(client, method);
            case FLUSH -> new FlushSite(client, method);
            case SEND -> new SendSite(client, method);
            case REPLY -> new ReplySite(client, method);
            case SELECT -> new SelectSite(client, method);
        };
    }
}
