package dev.engram.collector.keyspace.snapshot.restore;

import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.StreamState;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes values only to see what a server must know to have them. */
final class CheckSink implements ValueSink {

    private boolean fieldsExpire;

    /** Whether a field of a hash expires. */
    boolean fieldsExpire() {
        return fieldsExpire;
    }

    @Override
    public void field(byte[] name, byte[] value, long expiresAt) {
        fieldsExpire |= expiresAt != Format.NEVER;
    }

    @Override
    public void string(byte[] value) {}

    @Override
    public void piece(byte[] piece) {}

    @Override
    public void item(byte[] item) {}

    @Override
    public void member(byte[] member, double score) {}

    @Override
    public void deletedEntry(StreamId id) {}

    @Override
    public void message(StreamId id, List<byte[]> fields) {}

    @Override
    public void state(StreamState state) {}

    @Override
    public void group(byte[] name, StreamId last, @Nullable Long read) {}

    @Override
    public void consumer(byte[] name) {}

    @Override
    public void pending(Pending pending) {}

    @Override
    public void dump(byte[] payload) {}
}
