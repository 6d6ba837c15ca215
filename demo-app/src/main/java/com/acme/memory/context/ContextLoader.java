package com.acme.memory.context;

import com.acme.memory.cache.CacheEntry;
import com.acme.memory.cache.CacheMemory;
import com.acme.memory.deep.DeepMemory;
import com.acme.memory.deep.DeepResult;
import com.acme.memory.deep.Embeddings;
import com.acme.memory.facts.ArchitecturalFacts;
import com.acme.memory.facts.Fact;
import com.acme.memory.groups.SessionGroup;
import com.acme.memory.groups.SessionGroups;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import com.acme.memory.session.SessionMessages;
import com.acme.memory.support.MemoryUnavailableException;
import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads of each layer what {@link LoadMatrix} says. While cache and facts are read, the query for the deep memory is embedded on
 * another thread; that alone takes long enough to be worth it. A layer that does not answer is left out, with its reason.
 * Thread-safe.
 */
public final class ContextLoader {
    /** In chars: the beginning of a long message says what it is about. */
    private static final int LONGEST_QUERY = 2000;

    private final UserSpace space;
    private final SessionMessages sessions;
    private final CacheMemory cache;
    private final DeepMemory deep;
    private final ArchitecturalFacts facts;
    private final SessionGroups groups;
    private final Embeddings embeddings;

    public ContextLoader(
            UserSpace space,
            SessionMessages sessions,
            CacheMemory cache,
            DeepMemory deep,
            ArchitecturalFacts facts,
            SessionGroups groups,
            Embeddings embeddings) {
        this.space = space;
        this.sessions = sessions;
        this.cache = cache;
        this.deep = deep;
        this.facts = facts;
        this.groups = groups;
        this.embeddings = embeddings;
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return space.namespace("context");
    }

    /** Loads a context; of one without a session nothing. */
    public LoadedContext load(WorkflowContext context, Stage stage, WorkflowMode mode) {
        String session = context.sessionId();
        Loading loading = new Loading(context, session == null ? LoadPlan.NOTHING : LoadMatrix.at(stage, mode));
        return loading.load(session == null ? "" : session, stage, mode);
    }

    /** One loading. */
    private final class Loading {
        private final WorkflowContext context;
        private final LoadPlan plan;
        private final Set<Layer> loaded = EnumSet.noneOf(Layer.class);
        private final List<String> reasons = new ArrayList<>();

        Loading(WorkflowContext context, LoadPlan plan) {
            this.context = context;
            this.plan = plan;
        }

        LoadedContext load(String session, Stage stage, WorkflowMode mode) {
            List<Message> messages = plan.messages() == 0
                    ? List.of()
                    : layer(
                            Layer.SESSION,
                            List.of(),
                            () -> sessions.newest(session, plan.messages()).messages());
            SessionGroup group = plan.widened()
                    ? answer(Optional.<SessionGroup>empty(), () -> groups.find(context.groupId()))
                            .orElse(null)
                    : null;
            String query = query(group, messages);
            if (plan.deep() > 0) {
                embeddings.prepare(query);
            }
            List<CacheEntry> cached = plan.window() == null ? List.of() : cached(session, group, plan.window());
            List<Fact> known = known();
            List<SessionGroup> around = plan.groups() ? answer(List.of(), () -> groups.of(session)) : List.of();
            List<DeepResult> near = plan.deep() == 0 ? List.of() : near(group, query);
            boolean deepAvailable = plan.deepAvailable() && answer(false, () -> deep.count() > 0);
            return new LoadedContext(
                    context, stage, mode, messages, cached, near, known, around, deepAvailable, loaded, reasons);
        }

        private List<CacheEntry> cached(String session, @Nullable SessionGroup group, Duration window) {
            return layer(
                    Layer.CACHE,
                    List.of(),
                    () -> (group == null ? cache.recent(session, window) : cache.recentOf(group.sessionIds(), window))
                            .entries());
        }

        private List<Fact> known() {
            return switch (plan.facts()) {
                case NONE -> List.of();
                case ACTIVE -> layer(Layer.FACTS, List.of(), () -> facts.active(null));
                case ALL -> layer(Layer.FACTS, List.of(), facts::all);
            };
        }

        private List<DeepResult> near(@Nullable SessionGroup group, String query) {
            List<String> tags = group == null ? plan.deepTags() : group.tags();
            return layer(Layer.DEEP, List.of(), () -> deep.search(query, plan.deep(), tags, TagMatch.ANY));
        }

        /** What the work is about: its group, else what the user said last, else its own name. */
        private String query(@Nullable SessionGroup group, List<Message> messages) {
            String query = group != null
                    ? group.name() + ": " + group.description()
                    : messages.stream()
                            .filter(message -> message.role() == Role.USER)
                            .map(Message::content)
                            .reduce((earlier, later) -> later)
                            .orElse(context.workflowId().replace('-', ' '));
            return query.length() <= LONGEST_QUERY
                    ? query
                    : query.substring(0, query.offsetByCodePoints(0, LONGEST_QUERY / 2));
        }

        private <T> T layer(Layer layer, T nothing, Supplier<T> load) {
            int before = reasons.size();
            T answer = answer(nothing, load);
            if (reasons.size() == before) {
                loaded.add(layer);
            }
            return answer;
        }

        private <T> T answer(T nothing, Supplier<T> load) {
            try {
                return load.get();
            } catch (MemoryUnavailableException e) {
                reasons.add(String.valueOf(e.getMessage()));
                return nothing;
            }
        }
    }
}
