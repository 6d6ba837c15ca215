package com.acme.memory;

import com.acme.memory.cache.CacheEntry;
import com.acme.memory.cache.CacheMemory;
import com.acme.memory.context.ContextLoader;
import com.acme.memory.context.LoadedContext;
import com.acme.memory.context.Stage;
import com.acme.memory.context.WorkflowContext;
import com.acme.memory.context.WorkflowMode;
import com.acme.memory.deep.DeepMemory;
import com.acme.memory.deep.DeepResult;
import com.acme.memory.deep.DeepStored;
import com.acme.memory.deep.Embeddings;
import com.acme.memory.deep.Enrichment;
import com.acme.memory.facts.ArchitecturalFacts;
import com.acme.memory.facts.Fact;
import com.acme.memory.facts.Validation;
import com.acme.memory.groups.SessionGroups;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import com.acme.memory.session.SessionMessages;
import com.acme.memory.session.SessionSize;
import com.acme.memory.support.MemoryUnavailableException;
import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * All that one user's assistant remembers. Users never see each other's memory. Thread-safe.
 *
 * <p>While Redis does not answer, what reads gives nothing with a reason, and what writes throws
 * {@link MemoryUnavailableException}. A memory that is told where to say so skips messages and deep memories instead, but
 * never facts and groups. All works again as soon as Redis does. A Redis that refuses makes every write throw. Bad input is an
 * {@link IllegalArgumentException}, and what a thing's state forbids an {@link IllegalStateException}, with one sentence each
 * that names the thing and what is allowed.
 */
public final class WorkflowMemory {
    private final UserSpace space;
    private final SessionMessages sessions;
    private final CacheMemory cache;
    private final DeepMemory deep;
    private final Enrichment enrichment;
    private final ArchitecturalFacts facts;
    private final SessionGroups groups;
    private final ContextLoader loader;
    private final @Nullable Consumer<String> say;
    private final AtomicBoolean isSkipping = new AtomicBoolean();

    /**
     * The memory of a user, which throws where Redis does not answer.
     *
     * @param redis stays the caller's to close
     * @param clock says when things happen, and where the windows of the cache end
     */
    public WorkflowMemory(RedisClient redis, String user, Embeddings embeddings, Clock clock) {
        this(redis, user, embeddings, clock, null);
    }

    /**
     * The memory of a user.
     *
     * @param redis stays the caller's to close
     * @param clock says when things happen, and where the windows of the cache end
     * @param say is told once, each time that Redis goes away, that messages and deep memories are skipped; null to throw
     */
    public WorkflowMemory(
            RedisClient redis, String user, Embeddings embeddings, Clock clock, @Nullable Consumer<String> say) {
        this.say = say;
        space = new UserSpace(redis, user);
        sessions = new SessionMessages(space, clock);
        cache = new CacheMemory(space, clock);
        deep = new DeepMemory(space, embeddings, clock);
        enrichment = new Enrichment(space, deep);
        facts = new ArchitecturalFacts(space);
        groups = new SessionGroups(space, sessions, clock);
        loader = new ContextLoader(space, sessions, cache, deep, facts, groups, embeddings);
    }

    public String user() {
        return space.user();
    }

    /** Layer 4 itself. */
    public ArchitecturalFacts facts() {
        return facts;
    }

    public SessionGroups groups() {
        return groups;
    }

    /** Layer 1 and 2: puts a message behind the session's others, and into the cache; null where that is skipped. */
    public @Nullable SessionSize addSessionMessage(String session, String role, String content) {
        Role known = Role.of(role);
        return unlessAway(() -> {
            groups.requireOpen(session);
            SessionSize size = sessions.add(session, known, content);
            cache.put(session, known, content);
            return size;
        });
    }

    /** Layer 1: all messages of a session, oldest first. */
    public Recall<Message> getSessionContext(String session) {
        return getSessionContext(session, SessionMessages.ALL);
    }

    /** Layer 1: the newest messages of a session, oldest first. */
    public Recall<Message> getSessionContext(String session, int limit) {
        return Recall.of(() -> sessions.newest(session, limit).messages());
    }

    /** Layer 2: what was said lately, in one session or, with null, in all; see {@link CacheMemory#recent}. */
    public Recall<CacheEntry> getCacheMemory(@Nullable String session, Duration window) {
        return Recall.of(() -> cache.recent(session, window).entries());
    }

    /** Layer 3: keeps a text for good, linked to what is near to it; returns its id, or null where that is skipped. */
    public @Nullable String createDeepMemory(String text, List<String> tags, Map<String, String> metadata) {
        return unlessAway(() -> {
            DeepStored stored = deep.create(text, tags, metadata);
            return enrichment.enrich(stored.record()).id();
        });
    }

    private <T> @Nullable T unlessAway(Supplier<T> write) {
        Consumer<String> told = say;
        try {
            T written = write.get();
            isSkipping.set(false);
            return written;
        } catch (MemoryUnavailableException e) {
            if (told == null || !e.isAway()) {
                throw e;
            }
            if (!isSkipping.getAndSet(true)) {
                told.accept("Redis does not answer, so messages and deep memories of " + user()
                        + " are not kept until it is back.");
            }
            return null;
        }
    }

    /** Layer 3: what is near a query in meaning and has one of the tags; see {@link DeepMemory#search}. */
    public Recall<DeepResult> searchDeepMemory(String query, int limit, List<String> tags) {
        return searchDeepMemory(query, limit, tags, TagMatch.ANY);
    }

    /** The same with one of the tags, or with all of them. */
    public Recall<DeepResult> searchDeepMemory(String query, int limit, List<String> tags, TagMatch match) {
        return Recall.of(() -> deep.search(query, limit, tags, match));
    }

    /** Layer 4: keeps a fact. */
    public Fact addPaf(String category, String number, String description, String rationale) {
        return facts.add(category, number, description, rationale);
    }

    /** Layer 4: the active facts of a category, or of all where it is null. */
    public Recall<Fact> getActivePafs(@Nullable String category) {
        return Recall.of(() -> facts.active(category));
    }

    /** Layer 4: whether a value holds; see {@link ArchitecturalFacts#validate}. Throws where that cannot be known now. */
    public Validation validatePaf(String id, Object value) {
        return facts.validate(id, value);
    }

    /** Loads what the work needs at this stage, by names, as the matrix of stages and modes says. */
    public LoadedContext loadWorkflowContext(WorkflowContext context, String stage, WorkflowMode mode) {
        return loader.load(context, Stage.of(stage), mode);
    }

    /** Deletes all that this user has; returns how many keys that were. */
    public long forget() {
        return space.forget();
    }
}
