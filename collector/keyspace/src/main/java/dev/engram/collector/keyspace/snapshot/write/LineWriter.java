package dev.engram.collector.keyspace.snapshot.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.snapshot.format.Counts;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.Scores;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.StreamState;
import dev.engram.collector.keyspace.snapshot.format.Utf8;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the lines of a snapshot. What is text becomes a JSON string, what is not becomes {@code {"base64":…}}. */
public final class LineWriter implements ValueSink {

    /** Where in a value it is. A stream's parts open and close as they come. */
    private enum Place {
        VALUE,
        PIECES,
        DELETED_ENTRIES,
        MESSAGES,
        STATE,
        CONSUMERS,
        PENDING
    }

    private final JsonGenerator json;
    private final SnapshotHeader header;
    private final Utf8 utf8 = new Utf8();
    private Place place = Place.VALUE;
    private boolean groups;
    private @Nullable KeyType type;

    /**
     * @param out written in pieces of some kilobytes
     * @param header says how expiries are written; not written by itself
     */
    LineWriter(OutputStream out, SnapshotHeader header) throws IOException {
        this.header = header;
        json = Format.json().createGenerator(out);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }

    void header() throws IOException {
        json.writeStartObject();
        json.writeStringField("format", Format.NAME);
        json.writeNumberField("version", Format.VERSION);
        json.writeStringField(
                "created_at", Instant.ofEpochMilli(header.createdAt()).toString());
        json.writeStringField("expiry", header.absolute() ? "absolute" : "remaining");
        if (header.pattern() != null) {
            json.writeStringField("pattern", header.pattern());
        }
        json.writeStringField("redis", header.redis());
        json.writeNumberField("database", header.database());
        json.writeEndObject();
        newLine();
    }

    void begin(KeyHeader head) throws IOException {
        type = head.knownType();
        place = Place.VALUE;
        groups = false;
        json.writeStartObject();
        json.writeFieldName("key");
        bytes(head.key());
        json.writeStringField("type", head.type());
        expiry(head.expiresAt());
        json.writeFieldName("value");
        if (type == null || type == KeyType.STREAM) {
            json.writeStartObject();
        } else if (type != KeyType.STRING) {
            json.writeStartArray();
        }
    }

    private void expiry(long expiresAt) throws IOException {
        if (expiresAt == Format.NEVER) {
            return;
        }
        if (header.absolute()) {
            json.writeNumberField("expires_at_ms", expiresAt);
        } else {
            // What was read lived then, also where the server's clock was set back meanwhile.
            json.writeNumberField("ttl_ms", Math.max(1, expiresAt - header.createdAt()));
        }
    }

    /**
     * @param changed whether the key was written to while it was read
     */
    void end(boolean changed) throws IOException {
        if (type == null) {
            json.writeEndObject();
        } else if (type == KeyType.STREAM) {
            leave(Place.STATE);
            if (groups) {
                json.writeEndArray();
            }
            json.writeEndObject();
        } else if (type != KeyType.STRING) {
            json.writeEndArray();
        } else if (place == Place.PIECES) {
            json.writeEndArray();
            json.writeEndObject();
        }
        if (changed) {
            json.writeBooleanField("changed_while_read", true);
        }
        json.writeEndObject();
        newLine();
    }

    void trailer(Counts counts, String sha256) throws IOException {
        json.writeStartObject();
        json.writeStringField("end", Format.NAME);
        json.writeNumberField("keys", counts.keys());
        json.writeObjectFieldStart("types");
        for (Map.Entry<String, Long> entry : counts.byType().entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeStringField("sha256", sha256);
        json.writeEndObject();
        newLine();
    }

    private void newLine() throws IOException {
        json.writeRaw('\n');
    }

    /** Passes on what was written. */
    void flush() throws IOException {
        json.flush();
    }

    private void bytes(byte[] bytes) throws IOException {
        if (bytes.length > Format.PIECE) {
            json.writeStartObject();
            json.writeArrayFieldStart("base64");
            for (int from = 0; from < bytes.length; from += Format.PIECE) {
                json.writeBinary(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Format.PIECE)));
            }
            json.writeEndArray();
            json.writeEndObject();
        } else if (utf8.isText(bytes)) {
            json.writeUTF8String(bytes, 0, bytes.length);
        } else {
            json.writeStartObject();
            json.writeBinaryField("base64", bytes);
            json.writeEndObject();
        }
    }

    @Override
    public void string(byte[] value) throws IOException {
        bytes(value);
    }

    @Override
    public void piece(byte[] piece) throws IOException {
        if (place != Place.PIECES) {
            place = Place.PIECES;
            json.writeStartObject();
            json.writeArrayFieldStart("base64");
        }
        json.writeBinary(piece);
    }

    @Override
    public void item(byte[] item) throws IOException {
        bytes(item);
    }

    @Override
    public void field(byte[] name, byte[] value, long expiresAt) throws IOException {
        json.writeStartArray();
        bytes(name);
        bytes(value);
        if (expiresAt != Format.NEVER) {
            json.writeStartObject();
            expiry(expiresAt);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    @Override
    public void member(byte[] member, double score) throws IOException {
        json.writeStartArray();
        bytes(member);
        if (Double.isInfinite(score)) {
            json.writeString(Scores.text(score));
        } else {
            json.writeNumber(Scores.text(score));
        }
        json.writeEndArray();
    }

    @Override
    public void deletedEntry(StreamId id) throws IOException {
        if (place != Place.DELETED_ENTRIES) {
            place = Place.DELETED_ENTRIES;
            json.writeArrayFieldStart("deleted_but_pending");
        }
        json.writeString(id.toString());
    }

    @Override
    public void message(StreamId id, List<byte[]> fields) throws IOException {
        if (place != Place.MESSAGES) {
            leave(Place.MESSAGES);
            json.writeArrayFieldStart("messages");
        }
        json.writeStartArray();
        json.writeString(id.toString());
        for (byte[] field : fields) {
            bytes(field);
        }
        json.writeEndArray();
    }

    /** Closes what a stream has open, to go to another of its parts. */
    private void leave(Place next) throws IOException {
        if (place == Place.DELETED_ENTRIES || place == Place.MESSAGES) {
            json.writeEndArray();
        } else if (place == Place.CONSUMERS || place == Place.PENDING) {
            json.writeEndArray();
            if (next == Place.STATE) {
                json.writeEndObject();
            }
        }
        place = next;
    }

    @Override
    public void state(StreamState state) throws IOException {
        leave(Place.STATE);
        json.writeStringField("last_id", state.last().toString());
        if (state.added() != null) {
            json.writeNumberField("added", state.added());
        }
        if (state.maxDeleted() != null) {
            json.writeStringField("max_deleted_id", state.maxDeleted().toString());
        }
    }

    @Override
    public void group(byte[] name, StreamId last, @Nullable Long read) throws IOException {
        leave(Place.STATE);
        if (!groups) {
            json.writeArrayFieldStart("groups");
            groups = true;
        }
        json.writeStartObject();
        json.writeFieldName("name");
        bytes(name);
        json.writeStringField("last_id", last.toString());
        if (read != null) {
            json.writeNumberField("read", read);
        }
        json.writeArrayFieldStart("consumers");
        place = Place.CONSUMERS;
    }

    @Override
    public void consumer(byte[] name) throws IOException {
        bytes(name);
    }

    @Override
    public void pending(Pending pending) throws IOException {
        if (place != Place.PENDING) {
            leave(Place.PENDING);
            json.writeArrayFieldStart("pending");
        }
        json.writeStartArray();
        json.writeString(pending.id().toString());
        bytes(pending.consumer());
        json.writeNumber(pending.deliveredAt());
        json.writeNumber(pending.deliveries());
        json.writeEndArray();
    }

    @Override
    public void dump(byte[] payload) throws IOException {
        json.writeFieldName("dump");
        if (payload.length > Format.PIECE) {
            bytes(payload);
        } else {
            // Never text, also where it could be read as such.
            json.writeStartObject();
            json.writeBinaryField("base64", payload);
            json.writeEndObject();
        }
    }
}
