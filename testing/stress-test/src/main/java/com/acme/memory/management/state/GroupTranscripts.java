package com.acme.memory.management.state;

import com.acme.memory.groups.GroupStatus;
import com.acme.memory.groups.SessionGroups;
import com.acme.memory.session.Message;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was said in groups of sessions. A transcript is open in the heap, compressed in the heap, or archived in Redis; reading it or
 * adding to it opens it again. When the limit is reached, the transcripts used longest ago are archived. Thread-safe.
 */
public final class GroupTranscripts {
    private final SessionGroups groups;
    private final Archive archive;
    private final long limit;
    private final Clock clock;
    private final Map<String, Transcript> byGroup = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong bytes = new AtomicLong();

    GroupTranscripts(SessionGroups groups, Archive archive, long limit, Clock clock) {
        this.groups = groups;
        this.archive = archive;
        this.limit = limit;
        this.clock = clock;
    }

    /** Makes an active group of sessions with an empty transcript; returns the group's id. */
    public String create(String name, String description, List<String> tags) {
        String group = groups.create(name, description, tags, GroupStatus.ACTIVE);
        synchronized (byGroup) {
            byGroup.put(group, new Transcript(group, archive, bytes, clock.millis()));
        }
        return group;
    }

    /**
     * Adds what was said.
     *
     * @throws IllegalArgumentException where the group was not made here
     * @throws com.acme.memory.MemoryUnavailableException where Redis is needed and does not answer; then nothing is added
     */
    public void add(String group, Message message) {
        Transcript transcript = used(group);
        if (bytes.get() >= limit) {
            long unused = archiveIdle(0.5);
        }
        transcript.add(message);
    }

    /** What was said in a group, oldest first. Throws as {@link #add}. */
    public List<Message> read(String group) {
        return used(group).read();
    }

    /** Compresses the open transcripts that were not used since then, in milliseconds since 1970; returns how many bytes that freed. */
    public long compressUnusedSince(long millis) {
        long freed = 0;
        for (Transcript transcript : all()) {
            if (transcript.usedAt() < millis) {
                freed += transcript.compress();
            }
        }
        return freed;
    }

    /**
     * Moves the transcripts used longest ago to Redis. What Redis did not take stays in the heap.
     *
     * @param fraction of the bytes, 0 to 1
     * @return how many bytes that freed
     */
    public long archiveIdle(double fraction) {
        long goal = (long) (bytes.get() * fraction);
        long freed = 0;
        for (Transcript transcript : all()) {
            if (freed >= goal) {
                break;
            }
            freed += transcript.archive();
        }
        return freed;
    }

    /** What the transcripts take in the heap. */
    public long bytes() {
        return bytes.get();
    }

    /** How many transcripts are in Redis. */
    public long archived() {
        return archive.count(Archive.Part.GROUPS);
    }

    /** The ids of the groups that were made here, the one used longest ago first. */
    public List<String> ids() {
        synchronized (byGroup) {
            return List.copyOf(byGroup.keySet());
        }
    }

    /** Drops all transcripts from the heap, without archiving them; returns how many bytes that were. */
    public long clear() {
        long freed = 0;
        for (Transcript transcript : all()) {
            freed += transcript.clear();
        }
        synchronized (byGroup) {
            byGroup.clear();
        }
        return freed;
    }

    private List<Transcript> all() {
        synchronized (byGroup) {
            return new ArrayList<>(byGroup.values());
        }
    }

    private Transcript used(String group) {
        synchronized (byGroup) {
            Transcript transcript = byGroup.get(group);
            if (transcript == null) {
                throw new IllegalArgumentException(
                        "The group " + group + " has no transcript here; make one with create().");
            }
            transcript.use(clock.millis());
            return transcript;
        }
    }
}
