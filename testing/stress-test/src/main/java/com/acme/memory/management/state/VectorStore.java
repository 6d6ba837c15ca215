package com.acme.memory.management.state;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Documents that are searched by meaning, with their vectors in the heap. When the limit is reached, the oldest go to the archive in
 * Redis, where {@link #get} finds them and {@link #search} does not. Thread-safe; searches run beside each other.
 */
public final class VectorStore {
    /** How many documents go to Redis in one command. */
    private static final int BATCH = 64;

    /** Part of the documents that goes when the limit is reached. */
    private static final double OVERFLOW = 0.1;

    private final CachedEmbeddings embeddings;
    private final Archive archive;
    private final long limit;
    private final Clock clock;
    private final VectorRows rows = new VectorRows();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    VectorStore(CachedEmbeddings embeddings, Archive archive, long limit, Clock clock) {
        this.embeddings = embeddings;
        this.archive = archive;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Adds a document, in the place of the one with its id.
     *
     * @throws com.acme.memory.MemoryUnavailableException where the limit is reached and Redis takes none; then nothing is added
     */
    public void add(String id, String text) {
        if (bytes() >= limit) {
            long unused = archiveOldest(OVERFLOW);
        }
        Document document = new Document(id, text, embeddings.of(text), clock.millis());
        locked(lock.writeLock(), () -> {
            rows.add(document);
            return true;
        });
    }

    /** The documents in the heap that are nearest to a query, nearest first. */
    public List<FoundDocument> search(String query, int count) {
        float[] vector = embeddings.of(query);
        PriorityQueue<FoundDocument> best = new PriorityQueue<>(Comparator.comparingDouble(FoundDocument::score));
        locked(lock.readLock(), () -> {
            rows.forEach((id, text, segment, from) -> {
                double score = 0;
                for (int i = 0; i < vector.length; i++) {
                    score += vector[i] * segment[from + i];
                }
                if (best.size() < count || score > best.element().score()) {
                    best.add(new FoundDocument(id, text, score));
                }
                if (best.size() > count) {
                    best.remove();
                }
            });
            return true;
        });
        return best.stream()
                .sorted(Comparator.comparingDouble(FoundDocument::score).reversed())
                .toList();
    }

    /** A document, from the heap or the archive; empty where there is none with this id. */
    public Optional<Document> get(String id) {
        return inHeap(id)
                .or(() -> Optional.ofNullable(archive.get(Archive.Part.DOCUMENTS, id))
                        .map(archived -> Document.of(id, archived)))
                .or(() -> inHeap(id)); // where it may have come back meanwhile
    }

    /**
     * Removes a document from the archive and the heap, where its vector's place is free again after {@link #compact}.
     *
     * @throws com.acme.memory.MemoryUnavailableException where Redis does not answer; then nothing is removed
     */
    public void remove(String id) {
        archive.remove(Archive.Part.DOCUMENTS, id);
        boolean unused = locked(lock.writeLock(), () -> rows.remove(id));
    }

    /** Slides the vectors together where documents were removed; returns how many bytes that freed. */
    public long compact() {
        return freed(() -> rows.compact());
    }

    /**
     * Moves the documents added longest ago to Redis, then compacts. What Redis did not take stays in the heap.
     *
     * @param fraction of the documents, 0 to 1
     * @return how many bytes that freed
     */
    public long archiveOldest(double fraction) {
        long before = bytes();
        for (int left = (int) Math.ceil(size() * fraction); left > 0; left -= BATCH) {
            int count = Math.min(BATCH, left);
            List<Document> batch = locked(lock.readLock(), () -> rows.oldest(count));
            Map<String, byte[]> written = new HashMap<>();
            batch.forEach(document -> written.put(document.id(), document.toBytes()));
            if (!written.isEmpty()) {
                archive.put(Archive.Part.DOCUMENTS, written);
            }
            locked(lock.writeLock(), () -> {
                batch.forEach(this::removeUnchanged);
                return true;
            });
        }
        long unused = compact();
        return Math.max(0, before - bytes());
    }

    /** Brings archived documents back into the heap, up to the limit; returns how many. */
    public int restore(List<String> ids) {
        List<String> restored = new ArrayList<>();
        for (String id : ids) {
            byte[] archived = bytes() < limit ? archive.get(Archive.Part.DOCUMENTS, id) : null;
            if (archived != null) {
                locked(lock.writeLock(), () -> {
                    if (rows.get(id).isEmpty()) { // else a newer one came meanwhile
                        rows.add(Document.of(id, archived));
                    }
                    return true;
                });
                archive.remove(Archive.Part.DOCUMENTS, id);
                restored.add(id);
            }
        }
        return restored.size();
    }

    /** Drops all documents from the heap, without archiving them; returns how many bytes that were. */
    public long clear() {
        return freed(rows::clear);
    }

    /** How many documents are in the heap. */
    public int size() {
        return locked(lock.readLock(), rows::size);
    }

    /** How many documents are in the archive. */
    public long archived() {
        return archive.count(Archive.Part.DOCUMENTS);
    }

    /** What the documents take in the heap. */
    public long bytes() {
        return locked(lock.readLock(), rows::bytes);
    }

    /** What {@link #compact} would free. */
    public long holeBytes() {
        return locked(lock.readLock(), rows::holeBytes);
    }

    private Optional<Document> inHeap(String id) {
        return locked(lock.readLock(), () -> rows.get(id));
    }

    /** Removes what was archived, unless somebody put another document in its place meanwhile. */
    private void removeUnchanged(Document archived) {
        boolean unchanged = rows.get(archived.id())
                .filter(now -> now.at() == archived.at() && now.text().equals(archived.text()))
                .isPresent();
        if (unchanged) {
            rows.remove(archived.id());
        }
    }

    private long freed(Runnable change) {
        return locked(lock.writeLock(), () -> {
            long before = rows.bytes();
            change.run();
            return before - rows.bytes();
        });
    }

    private static <T> T locked(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
