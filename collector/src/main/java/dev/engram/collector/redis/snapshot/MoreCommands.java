package dev.engram.collector.redis.snapshot;

import dev.engram.collector.redis.Requests;
import redis.clients.jedis.commands.ProtocolCommand;

/** Commands that the library does not name. */
enum MoreCommands implements ProtocolCommand {
    XSETID;

    @Override
    public byte[] getRaw() {
        return Requests.word(name());
    }
}
