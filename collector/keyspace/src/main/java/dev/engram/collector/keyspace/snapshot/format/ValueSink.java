package dev.engram.collector.keyspace.snapshot.format;

import dev.engram.collector.keyspace.redis.RedisException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the value of one key, element by element: of a string, list, set, sorted set, hash or module only calls of
 * that type, of a stream the calls in the order in which they stand here.
 */
public interface ValueSink {

    /** A whole string. */
    void string(byte[] value) throws IOException, RedisException;

    /** The next piece of a string longer than {@link Format#PIECE}, of that length but for the last. */
    void piece(byte[] piece) throws IOException, RedisException;

    /** An element of a list in its order, or a member of a set in the order of its bytes. */
    void item(byte[] item) throws IOException, RedisException;

    /** A field of a hash, in the order of the names' bytes. */
    void field(byte[] name, byte[] value, long expiresAt) throws IOException, RedisException;

    /** A member of a sorted set, in its order. */
    void member(byte[] member, double score) throws IOException, RedisException;

    /** A message that is pending somewhere and was deleted. In their order, each once. */
    void deletedEntry(StreamId id) throws IOException, RedisException;

    /** A message of a stream, in their order: names and values by turns. */
    void message(StreamId id, List<byte[]> fields) throws IOException, RedisException;

    /** What the stream remembers. Once, behind its messages. */
    void state(StreamState state) throws IOException, RedisException;

    /**
     * A group of consumers.
     *
     * @param last the last id that it delivered
     * @param read how many messages it read; null where the server does not know
     */
    void group(byte[] name, StreamId last, @Nullable Long read) throws IOException, RedisException;

    /** A consumer of the last group. */
    void consumer(byte[] name) throws IOException, RedisException;

    /** A pending message of the last group, behind its consumers. */
    void pending(Pending pending) throws IOException, RedisException;

    /** What DUMP gave of a key whose type is a module's. */
    void dump(byte[] payload) throws IOException, RedisException;
}
