package dev.engram.agent.redis;

import dev.engram.agent.record.CommandReader;
import java.util.List;

/** A method of a client library that sends one command, its first argument. Immutable. */
public final class ClientCall {

    private final String type;
    private final String method;
    private final List<String> params;
    private final CommandReader reader;

    ClientCall(String type, String method, List<String> params, CommandReader reader) {
        this.type = type;
        this.method = method;
        this.params = List.copyOf(params);
        this.reader = reader;
    }

    /** The class that declares the method. */
    public String type() {
        return type;
    }

    public String method() {
        return method;
    }

    /** The parameter types' names. */
    public List<String> params() {
        return params;
    }

    public CommandReader reader() {
        return reader;
    }
}
