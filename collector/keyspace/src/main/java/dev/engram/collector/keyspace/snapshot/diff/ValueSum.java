package dev.engram.collector.keyspace.snapshot.diff;

import dev.engram.collector.keyspace.snapshot.format.Digests;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.StreamState;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two values are compared by: a checksum of all that they have, and how much that is. When a pending message was
 * delivered does not count: servers tell it as the time that passed.
 */
final class ValueSum implements ValueSink {

    private final MessageDigest digest = Digests.sha256();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    private long size;

    /** Bytes of a string or of what DUMP gave, else elements. */
    long size() {
        return size;
    }

    /** Ends the value, and begins another. */
    byte[] checksum() {
        size = 0;
        return digest.digest();
    }

    /** So that no element is taken for one of another kind. */
    private void kind(char mark) {
        digest.update((byte) mark);
    }

    private void add(byte[] bytes) {
        add(bytes.length);
        digest.update(bytes);
    }

    private void add(long value) {
        number.clear();
        number.putLong(value);
        digest.update(number.array());
    }

    private void add(StreamId id) {
        add(id.millis());
        add(id.sequence());
    }

    @Override
    public void string(byte[] value) {
        piece(value);
    }

    /** The same whether it came in one piece or in several. */
    @Override
    public void piece(byte[] piece) {
        digest.update(piece);
        size += piece.length;
    }

    @Override
    public void dump(byte[] payload) {
        kind('d');
        add(payload);
        size += payload.length;
    }

    @Override
    public void item(byte[] item) {
        kind('i');
        add(item);
        size++;
    }

    @Override
    public void field(byte[] name, byte[] value, long expiresAt) {
        kind('f');
        add(name);
        add(value);
        add(expiresAt);
        size++;
    }

    @Override
    public void member(byte[] member, double score) {
        kind('m');
        add(member);
        add(Double.doubleToLongBits(score));
        size++;
    }

    @Override
    public void deletedEntry(StreamId id) {
        kind('x');
        add(id);
    }

    @Override
    public void message(StreamId id, List<byte[]> fields) {
        kind('s');
        add(id);
        add(fields.size());
        fields.forEach(this::add);
        size++;
    }

    /** Older servers know less of it; what they do not know does not count. */
    @Override
    public void state(StreamState state) {
        kind('t');
        add(state.last());
    }

    @Override
    public void group(byte[] name, StreamId last, @Nullable Long read) {
        kind('g');
        add(name);
        add(last);
    }

    @Override
    public void consumer(byte[] name) {
        kind('c');
        add(name);
    }

    @Override
    public void pending(Pending pending) {
        kind('p');
        add(pending.id());
        add(pending.consumer());
        add(pending.deliveries());
    }
}
