package com.acme.memory;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Groups of sessions: of a feature, a sprint, an investigation. A session may be in several. A group is active, then closed or
 * archived, and never active again. Thread-safe; what changes a group is one script in Redis, so that a session never comes into a
 * group that is being closed.
 */
public final class SessionGroups {
    private static final String ADD = """
            local status = redis.call('HGET', KEYS[1], 'status')
            if status ~= 'active' then return status end
            if redis.call('ZADD', KEYS[2], 'NX', redis.call('HINCRBY', KEYS[1], 'added', 1), ARGV[1]) == 0 then return 'there' end
            redis.call('SADD', KEYS[3], ARGV[2])
            redis.call('HSET', KEYS[1], 'updated', ARGV[3])
            return 'done'""";
    private static final String REMOVE = """
            if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 'missing' end
            redis.call('SREM', KEYS[3], ARGV[2])
            redis.call('HSET', KEYS[1], 'updated', ARGV[3])
            return 'done'""";
    private static final String CHANGE = """
            local status = redis.call('HGET', KEYS[1], 'status')
            if ARGV[1] == 'active' or status == ARGV[1] then return status end
            redis.call('HSET', KEYS[1], 'status', ARGV[1], 'updated', ARGV[2])
            return 'done'""";

    private final UserSpace space;
    private final SessionMessages messages;
    private final Clock clock;

    SessionGroups(UserSpace space, SessionMessages messages, Clock clock) {
        this.space = space;
        this.messages = messages;
        this.clock = clock;
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return space.namespace("groups");
    }

    /** Makes a group without sessions; returns its id, which is new. */
    public String create(String name, String description, List<String> tags, GroupStatus status) {
        Inputs.text("name of a group", name);
        Inputs.tags(tags);
        String id = UUID.randomUUID().toString();
        String now = Long.toString(clock.millis());
        space.write("the group '" + name + "'", transaction -> {
            transaction.hset(
                    key(id),
                    Map.of(
                            "name", name,
                            "description", description,
                            "tags", String.join(" ", tags),
                            "status", status.label(),
                            "created", now,
                            "updated", now));
            transaction.sadd(space.key("groups"), id);
        });
        return id;
    }

    /** Puts a session into an active group, behind those that are there. */
    public void add(String group, String session) {
        SessionGroup known = get(group);
        Object outcome = change(ADD, group, Inputs.name("session", session));
        if (outcome.equals("there")) {
            throw new IllegalStateException("The session " + session + " is in the group " + name(known) + " already.");
        }
        if (!outcome.equals("done")) {
            throw new IllegalStateException("The group " + name(known) + " is " + outcome + ", so " + session
                    + " cannot come into it; only an active group takes sessions.");
        }
    }

    /** Takes a session out of a group. */
    public void remove(String group, String session) {
        SessionGroup known = get(group);
        if (change(REMOVE, group, Inputs.name("session", session)).equals("missing")) {
            throw new IllegalArgumentException("The session " + session + " is not in the group " + name(known)
                    + "; in it are " + known.sessionIds() + ".");
        }
    }

    /** Closes or archives a group. */
    public void changeStatus(String group, GroupStatus status) {
        SessionGroup known = get(group);
        Object outcome = space.script(
                "the status of the group " + group,
                CHANGE,
                List.of(key(group)),
                List.of(status.label(), Long.toString(clock.millis())));
        if (!outcome.equals("done")) {
            throw new IllegalStateException("The group " + name(known) + " is " + outcome + " and cannot become "
                    + status.label() + "; an active one can be closed or archived, and either of these the other.");
        }
    }

    /** What a group is. Throws {@link IllegalArgumentException} where there is none with this id. */
    public SessionGroup get(String group) {
        return find(group)
                .orElseThrow(() -> new IllegalArgumentException("The group " + group + " is unknown; " + all().size()
                        + " are known, take the id of one of them."));
    }

    /** The groups that have these tags and this status, oldest first; no tags and null for all. */
    public List<SessionGroup> list(List<String> tags, TagMatch match, @Nullable GroupStatus status) {
        Inputs.tags(tags);
        return all().stream()
                .filter(group -> match.matches(tags, group.tags()))
                .filter(group -> status == null || group.status() == status)
                .toList();
    }

    /** The groups that a session is in, oldest first. */
    public List<SessionGroup> of(String session) {
        Inputs.name("session", session);
        return found(space.read(
                "the groups of session " + session, redis -> redis.smembers(space.key("groups-of", session))));
    }

    /** The newest messages of each session of a group, by session, in the group's order. */
    public Map<String, List<Message>> context(String group, int messagesPerSession) {
        Map<String, List<Message>> context = new LinkedHashMap<>();
        for (String session : get(group).sessionIds()) {
            context.put(session, messages.newest(session, messagesPerSession).messages());
        }
        return context;
    }

    /** Throws {@link IllegalStateException} when a session is in groups, and none of them is active. */
    void requireOpen(String session) {
        List<SessionGroup> groups = of(session);
        if (!groups.isEmpty() && groups.stream().noneMatch(group -> group.status() == GroupStatus.ACTIVE)) {
            SessionGroup last = groups.get(groups.size() - 1);
            throw new IllegalStateException(
                    "The session " + session + " is " + last.status().label() + " with its group " + name(last)
                            + "; take a session of an active group, or a new one.");
        }
    }

    /** The group with this id; empty, if there is none. */
    Optional<SessionGroup> find(String group) {
        return found(List.of(Inputs.name("group", group))).stream().findFirst();
    }

    /** Writes all groups into a file, as JSON. */
    public void exportTo(Path file) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("groups", all());
        whole.put("version", "1.0");
        whole.put("last_updated", Instant.ofEpochMilli(clock.millis()).toString());
        try {
            Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "groups-", ".json");
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(written.toFile(), whole);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The groups cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    private List<SessionGroup> all() {
        return found(space.read("the groups", redis -> redis.smembers(space.key("groups"))));
    }

    private List<SessionGroup> found(Iterable<String> ids) {
        List<SessionGroup> groups = new ArrayList<>();
        for (String id : ids) {
            Map<String, String> fields = space.read("the group " + id, redis -> redis.hgetAll(key(id)));
            if (!fields.isEmpty()) {
                groups.add(group(id, fields));
            }
        }
        groups.sort(Comparator.comparingLong(SessionGroup::createdAt).thenComparing(SessionGroup::id));
        return groups;
    }

    private SessionGroup group(String id, Map<String, String> fields) {
        String tags = fields.getOrDefault("tags", "");
        return new SessionGroup(
                id,
                fields.getOrDefault("name", ""),
                fields.getOrDefault("description", ""),
                tags.isEmpty() ? List.of() : List.of(tags.split(" ")),
                GroupStatus.of(fields.getOrDefault("status", "")),
                space.read("the group " + id, redis -> redis.zrange(sessions(id), 0, -1)),
                Long.parseLong(fields.getOrDefault("created", "0")),
                Long.parseLong(fields.getOrDefault("updated", "0")));
    }

    private Object change(String script, String group, String session) {
        return space.script(
                "the session " + session + " in the group " + group,
                script,
                List.of(key(group), sessions(group), space.key("groups-of", session)),
                List.of(session, group, Long.toString(clock.millis())));
    }

    private String key(String group) {
        return space.key("group", group);
    }

    private String sessions(String group) {
        return space.key("group-sessions", group);
    }

    private static String name(SessionGroup group) {
        return "'" + group.name() + "'";
    }
}
