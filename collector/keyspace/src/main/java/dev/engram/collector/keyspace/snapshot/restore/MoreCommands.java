package dev.engram.collector.keyspace.snapshot.restore;

import dev.engram.collector.keyspace.redis.Requests;
import redis.clients.jedis.commands.ProtocolCommand;

/** Commands that the library does not name. */
enum MoreCommands implements ProtocolCommand {
    XSETID;

    @Override
    public byte[] getRaw() {
        return Requests.word(name());
    }
}
