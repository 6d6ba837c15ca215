package dev.engram.collector.keyspace.snapshot.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.Pending;
import dev.engram.collector.keyspace.snapshot.format.Scores;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import dev.engram.collector.keyspace.snapshot.format.StreamId;
import dev.engram.collector.keyspace.snapshot.format.StreamState;
import dev.engram.collector.keyspace.snapshot.format.ValueSink;
import dev.engram.collector.keyspace.snapshot.write.LineWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link LineWriter} wrote of one key. Nothing else is accepted, not even in another order. */
final class ValueReader {

    private final JsonParser json;
    private final SnapshotHeader header;

    /**
     * @param json before the line's first token
     */
    ValueReader(JsonParser json, SnapshotHeader header) {
        this.json = json;
        this.header = header;
    }

    /** Reads up to the value. */
    KeyHeader head() throws IOException {
        expect(JsonToken.START_OBJECT);
        name("key");
        byte[] key = bytes(json.nextToken());
        name("type");
        String type = text(json.nextToken());
        String next = json.nextFieldName();
        long expiresAt = Format.NEVER;
        if (next != null && !next.equals("value")) {
            expiresAt = expiry(next);
            next = json.nextFieldName();
        }
        if (!"value".equals(next)) {
            throw new Malformed("\"value\" is missing");
        }
        return new KeyHeader(key, type, expiresAt);
    }

    private long expiry(String name) throws IOException {
        if (!name.equals(header.absolute() ? "expires_at_ms" : "ttl_ms")) {
            throw new Malformed("\"" + shortened(name) + "\" is not known here");
        }
        long number = number(json.nextToken());
        if (number <= 0) {
            throw new Malformed("\"" + name + "\" is not above 0");
        }
        return header.absolute() ? number : header.createdAt() + number;
    }

    /**
     * Reads the value and what is behind it.
     *
     * @return whether the key was written to while it was read
     */
    boolean value(KeyHeader head, ValueSink sink) throws IOException, RedisException {
        KeyType type = head.knownType();
        if (type == null) {
            expect(JsonToken.START_OBJECT);
            name("dump");
            sink.dump(bytes(json.nextToken()));
            expect(JsonToken.END_OBJECT);
        } else {
            switch (type) {
                case STRING -> string(sink);
                case LIST, SET -> items(sink);
                case ZSET -> members(sink);
                case HASH -> fields(sink);
                case STREAM -> stream(sink);
            }
        }
        boolean changed = false;
        String next = json.nextFieldName();
        if (next != null) {
            if (!next.equals("changed_while_read")) {
                throw new Malformed("\"" + shortened(next) + "\" is not known behind the value");
            }
            expect(JsonToken.VALUE_TRUE);
            changed = true;
            json.nextToken();
        }
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
            throw new Malformed("there is something behind the key's end");
        }
        return changed;
    }

    private void string(ValueSink sink) throws IOException, RedisException {
        if (json.nextToken() == JsonToken.VALUE_STRING) {
            sink.string(utf8());
            return;
        }
        openBase64();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
            sink.string(base64());
        } else {
            JsonToken piece = openPieces();
            do {
                sink.piece(base64(piece));
                piece = json.nextToken();
            } while (piece != JsonToken.END_ARRAY);
        }
        expect(JsonToken.END_OBJECT);
    }

    private void items(ValueSink sink) throws IOException, RedisException {
        expect(JsonToken.START_ARRAY);
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            sink.item(bytes(token));
        }
    }

    private void members(ValueSink sink) throws IOException, RedisException {
        expect(JsonToken.START_ARRAY);
        while (opensRow(json.nextToken())) {
            byte[] member = bytes(json.nextToken());
            JsonToken score = json.nextToken();
            boolean finite = score == JsonToken.VALUE_NUMBER_INT || score == JsonToken.VALUE_NUMBER_FLOAT;
            String text = finite ? json.getText() : text(score);
            if (!finite && !text.equals("inf") && !text.equals("-inf")) {
                throw new Malformed("a score is a number, \"inf\" or \"-inf\"");
            }
            sink.member(member, number(text));
            expect(JsonToken.END_ARRAY);
        }
    }

    private static double number(String score) throws Malformed {
        try {
            return Scores.parse(score);
        } catch (NumberFormatException e) {
            throw new Malformed("a score is out of range");
        }
    }

    private void fields(ValueSink sink) throws IOException, RedisException {
        expect(JsonToken.START_ARRAY);
        while (opensRow(json.nextToken())) {
            byte[] name = bytes(json.nextToken());
            byte[] value = bytes(json.nextToken());
            long expiresAt = Format.NEVER;
            JsonToken next = json.nextToken();
            if (next == JsonToken.START_OBJECT) {
                expiresAt = expiry(String.valueOf(json.nextFieldName()));
                expect(JsonToken.END_OBJECT);
                next = json.nextToken();
            }
            sink.field(name, value, expiresAt);
            is(JsonToken.END_ARRAY, next);
        }
    }

    private void stream(ValueSink sink) throws IOException, RedisException {
        expect(JsonToken.START_OBJECT);
        String part = json.nextFieldName();
        if ("deleted_but_pending".equals(part)) {
            expect(JsonToken.START_ARRAY);
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                sink.deletedEntry(id(token));
            }
            part = json.nextFieldName();
        }
        if ("messages".equals(part)) {
            expect(JsonToken.START_ARRAY);
            while (opensRow(json.nextToken())) {
                StreamId id = id(json.nextToken());
                List<byte[]> fields = new ArrayList<>();
                for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                    fields.add(bytes(token));
                }
                if (fields.isEmpty() || fields.size() % 2 != 0) {
                    throw new Malformed("message " + id + " has a name without a value");
                }
                sink.message(id, fields);
            }
            part = json.nextFieldName();
        }
        part = state(part, sink);
        if ("groups".equals(part)) {
            groups(sink);
            part = json.nextFieldName();
        }
        if (part != null) {
            throw new Malformed("\"" + shortened(part) + "\" is not known in a stream, or not there");
        }
        is(JsonToken.END_OBJECT, json.currentToken());
    }

    private @Nullable String state(@Nullable String first, ValueSink sink) throws IOException, RedisException {
        if (!"last_id".equals(first)) {
            throw new Malformed("\"last_id\" of the stream is missing");
        }
        StreamId last = id(json.nextToken());
        String part = json.nextFieldName();
        Long added = null;
        if ("added".equals(part)) {
            added = number(json.nextToken());
            part = json.nextFieldName();
        }
        StreamId maxDeleted = null;
        if ("max_deleted_id".equals(part)) {
            maxDeleted = id(json.nextToken());
            part = json.nextFieldName();
        }
        sink.state(new StreamState(last, added, maxDeleted));
        return part;
    }

    private void groups(ValueSink sink) throws IOException, RedisException {
        expect(JsonToken.START_ARRAY);
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            is(JsonToken.START_OBJECT, token);
            name("name");
            byte[] name = bytes(json.nextToken());
            name("last_id");
            StreamId last = id(json.nextToken());
            String part = json.nextFieldName();
            Long read = null;
            if ("read".equals(part)) {
                read = number(json.nextToken());
                part = json.nextFieldName();
            }
            sink.group(name, last, read);
            if (!"consumers".equals(part)) {
                throw new Malformed("a group has no \"consumers\"");
            }
            expect(JsonToken.START_ARRAY);
            for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
                sink.consumer(bytes(each));
            }
            if (json.nextFieldName() != null) {
                is("pending".equals(json.currentName()), "\"pending\" of a group");
                expect(JsonToken.START_ARRAY);
                while (opensRow(json.nextToken())) {
                    sink.pending(new Pending(
                            id(json.nextToken()),
                            bytes(json.nextToken()),
                            number(json.nextToken()),
                            number(json.nextToken())));
                    expect(JsonToken.END_ARRAY);
                }
                json.nextToken();
            }
            is(JsonToken.END_OBJECT, json.currentToken());
        }
    }

    /** Whether there is another row. */
    private static boolean opensRow(@Nullable JsonToken token) throws Malformed {
        if (token == JsonToken.END_ARRAY) {
            return false;
        }
        is(JsonToken.START_ARRAY, token);
        return true;
    }

    private byte[] bytes(@Nullable JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return utf8();
        }
        is(JsonToken.START_OBJECT, token);
        is("base64".equals(json.nextFieldName()), "\"base64\"");
        byte[] bytes;
        JsonToken content = json.nextToken();
        if (content == JsonToken.VALUE_STRING) {
            bytes = base64();
        } else {
            is(JsonToken.START_ARRAY, content);
            ByteArrayOutputStream all = new ByteArrayOutputStream(2 * Format.PIECE);
            for (JsonToken piece = json.nextToken(); piece != JsonToken.END_ARRAY; piece = json.nextToken()) {
                all.writeBytes(base64(piece));
            }
            bytes = all.toByteArray();
        }
        expect(JsonToken.END_OBJECT);
        return bytes;
    }

    private void openBase64() throws IOException {
        is(JsonToken.START_OBJECT, json.currentToken());
        is("base64".equals(json.nextFieldName()), "\"base64\"");
    }

    /** The first piece. */
    private JsonToken openPieces() throws IOException {
        is(JsonToken.START_ARRAY, json.currentToken());
        return json.nextToken();
    }

    private byte[] base64(@Nullable JsonToken token) throws IOException {
        is(JsonToken.VALUE_STRING, token);
        return base64();
    }

    private byte[] base64() throws IOException {
        byte[] bytes = json.getBinaryValue();
        is(bytes.length <= Format.PIECE, "base64 of at most " + Format.PIECE + " bytes");
        return bytes;
    }

    private byte[] utf8() throws IOException {
        return json.getText().getBytes(StandardCharsets.UTF_8);
    }

    private String text(@Nullable JsonToken token) throws IOException {
        is(JsonToken.VALUE_STRING, token);
        return json.getText();
    }

    private long number(@Nullable JsonToken token) throws IOException {
        is(JsonToken.VALUE_NUMBER_INT, token);
        return json.getLongValue();
    }

    private StreamId id(@Nullable JsonToken token) throws IOException {
        try {
            return StreamId.parse(text(token));
        } catch (NumberFormatException e) {
            throw new Malformed("an id of a message looks like 1526919030474-55");
        }
    }

    private void name(String name) throws IOException {
        is(name.equals(json.nextFieldName()), "\"" + name + "\"");
    }

    private void expect(JsonToken token) throws IOException {
        is(token, json.nextToken());
    }

    private static void is(JsonToken wanted, @Nullable JsonToken found) throws Malformed {
        is(wanted == found, String.valueOf(wanted));
    }

    private static void is(boolean so, String wanted) throws Malformed {
        if (!so) {
            throw new Malformed(wanted + " is missing");
        }
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}
