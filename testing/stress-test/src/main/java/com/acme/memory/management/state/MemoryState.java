package com.acme.memory.management.state;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.deep.Embeddings;
import java.time.Clock;
import redis.clients.jedis.RedisClient;

/** All that the application's agents hold in the heap, in front of one user's memory in Redis. Thread-safe. */
public final class MemoryState {
    private final WorkflowMemory memory;
    private final Archive archive;
    private final SessionWindows sessions;
    private final ByteBoundedCache<String> contexts;
    private final CachedEmbeddings embeddings;
    private final VectorStore vectors;
    private final GroupTranscripts groups;
    private final Agents agents;

    /**
     * An empty state.
     *
     * @param redis stays the caller's to close
     * @param user whose memory in Redis it is
     * @param model makes the embeddings
     */
    public MemoryState(RedisClient redis, String user, Embeddings model, StateLimits limits, Clock clock) {
        embeddings = new CachedEmbeddings(model, limits.embeddings(), clock);
        memory = new WorkflowMemory(redis, user, embeddings, clock);
        archive = new Archive(redis, user);
        sessions = new SessionWindows(memory, limits.sessions(), clock);
        contexts = new ByteBoundedCache<>(limits.contexts(), Footprint::of, clock);
        vectors = new VectorStore(embeddings, archive, limits.vectors(), clock);
        groups = new GroupTranscripts(memory.groups(), archive, limits.groups(), clock);
        agents = new Agents(limits.perAgent(), clock);
    }

    /** The four layers in Redis. */
    public WorkflowMemory memory() {
        return memory;
    }

    public SessionWindows sessions() {
        return sessions;
    }

    /** Contexts that were put together for agents, by a name of the caller's. */
    public ByteBoundedCache<String> contexts() {
        return contexts;
    }

    public CachedEmbeddings embeddings() {
        return embeddings;
    }

    public VectorStore vectors() {
        return vectors;
    }

    public GroupTranscripts groups() {
        return groups;
    }

    public Agents agents() {
        return agents;
    }

    /** What the parts take in the heap now. */
    public HeldBytes held() {
        return new HeldBytes(
                sessions.bytes(),
                contexts.bytes(),
                embeddings.cache().bytes(),
                vectors.bytes(),
                groups.bytes(),
                agents.bytes());
    }

    /** Lets all go that is in the heap; returns how many bytes that were. */
    public long clear() {
        return sessions.clear()
                + contexts.evict(1)
                + embeddings.cache().evict(1)
                + vectors.clear()
                + groups.clear()
                + agents.clear();
    }

    /** Deletes all that is in Redis, archive and layers; returns how many keys that were. */
    public long forget() {
        return archive.clear() + memory.forget();
    }
}
