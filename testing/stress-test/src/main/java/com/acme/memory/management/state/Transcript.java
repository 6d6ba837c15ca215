package com.acme.memory.management.state;

import com.acme.memory.session.Message;
import com.acme.memory.support.MemoryUnavailableException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What was said in one group, in one of three forms. Thread-safe. */
final class Transcript {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<ArrayList<Message>> MESSAGES = new TypeReference<>() {};

    private final String group;
    private final Archive archive;
    private final AtomicLong allBytes;
    private Form form = new Open(new ArrayList<>());
    private long bytes;
    private volatile long usedAt;

    private sealed interface Form {}

    private record Open(List<Message> messages) implements Form {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Compressed(byte[] json) implements Form {}

    private record Archived() implements Form {}

    Transcript(String group, Archive archive, AtomicLong allBytes, long now) {
        this.group = group;
        this.archive = archive;
        this.allBytes = allBytes;
        this.usedAt = now;
    }

    void use(long now) {
        usedAt = now;
    }

    long usedAt() {
        return usedAt;
    }

    synchronized void add(Message message) {
        open().add(message);
        takes(bytes + bytesOf(message));
    }

    synchronized List<Message> read() {
        return List.copyOf(open());
    }

    /** Compresses what is open; returns how many bytes that freed, none where it would free none. */
    synchronized long compress() {
        if (!(form instanceof Open open) || open.messages().isEmpty()) {
            return 0;
        }
        byte[] json = compressed(open.messages());
        long less = Footprint.ofArray(json.length);
        if (less >= bytes) {
            return 0;
        }
        long before = bytes;
        form = new Compressed(json);
        takes(less);
        return before - less;
    }

    /** Moves it to Redis; returns how many bytes that freed. */
    synchronized long archive() {
        byte[] json;
        if (form instanceof Open open && !open.messages().isEmpty()) {
            json = compressed(open.messages());
        } else if (form instanceof Compressed compressed) {
            json = compressed.json();
        } else {
            return 0;
        }
        archive.put(Archive.Part.GROUPS, Map.of(group, json));
        long before = bytes;
        form = new Archived();
        takes(0);
        return before;
    }

    /** Lets all go that is in the heap, without archiving it; returns how many bytes that were. */
    synchronized long clear() {
        long before = bytes;
        form = new Open(new ArrayList<>());
        takes(0);
        return before;
    }

    private List<Message> open() {
        if (form instanceof Open open) {
            return open.messages();
        }
        boolean archived = form instanceof Archived;
        byte[] json =
                form instanceof Compressed compressed ? compressed.json() : archive.get(Archive.Part.GROUPS, group);
        if (json == null) {
            throw new IllegalStateException(
                    "The transcript of group " + group + " was archived and is no longer in Redis.");
        }
        List<Message> messages = messages(json);
        form = new Open(messages);
        takes(messages.stream().mapToLong(Transcript::bytesOf).sum());
        if (archived) {
            archive.remove(Archive.Part.GROUPS, group);
        }
        return messages;
    }

    private void takes(long now) {
        allBytes.addAndGet(now - bytes);
        bytes = now;
    }

    private static long bytesOf(Message message) {
        return SessionWindows.bytesOf(message);
    }

    private static byte[] compressed(List<Message> messages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            JSON.writeValue(gzip, messages);
        } catch (IOException e) {
            throw new UncheckedIOException("A transcript cannot be written as JSON: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private List<Message> messages(byte[] json) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(json))) {
            return JSON.readValue(gzip, MESSAGES);
        } catch (IOException e) {
            throw new MemoryUnavailableException(
                    "What is kept as the transcript of group " + group + " is no transcript.", e);
        }
    }
}
