package dev.engram.agent.record;

import dev.engram.agent.trace.Site;

/** A method of a client library that sends one command to a data store. */
public final class CommandSite extends Site {

    private final CommandReader reader;

    public CommandSite(CommandReader reader, String method) {
        super(Kind.COMMAND, method);
        this.reader = reader;
    }

    /** Reads the command, on the consumer's thread. */
    public CommandReader reader() {
        return reader;
    }
}
