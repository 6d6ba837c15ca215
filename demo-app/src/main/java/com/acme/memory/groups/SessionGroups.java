package com.acme.memory.groups;

import com.acme.memory.session.Message;
import com.acme.memory.session.SessionMessages;
import com.acme.memory.support.Inputs;
import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import com.acme.memory.support.WholeFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    /** After so long without activity a group is archived. */
    public static final Duration INACTIVE = Duration.ofDays(90);

    /** Of a group's name in its id. */
    private static final int LONGEST_NAME = 60;

    private final UserSpace space;
    private final GroupReader groups;
    private final SessionMessages messages;
    private final Clock clock;

    public SessionGroups(UserSpace space, SessionMessages messages, Clock clock) {
        this.space = space;
        this.groups = new GroupReader(space);
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
        Inputs.remark("description of the group", description);
        Inputs.tags(tags);
        String id = id(name);
        String now = Long.toString(clock.millis());
        space.write("the group '" + name + "'", transaction -> {
            transaction.hset(
                    groups.key(id),
                    Map.of(
                            "name", name,
                            "description", description,
                            "tags", String.join(" ", tags),
                            "status", status.label(),
                            "created", now,
                            "updated", now));
            transaction.sadd(groups.allKey(), id);
        });
        return id;
    }

    /** Puts a session into an active group, behind those that are there. */
    public void add(String group, String session) {
        SessionGroup known = groups.known(group);
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
        SessionGroup known = groups.known(group);
        if (change(REMOVE, group, Inputs.name("session", session)).equals("missing")) {
            throw new IllegalArgumentException("The session " + session + " is not in the group " + name(known)
                    + "; in it are " + known.sessionIds() + ".");
        }
    }

    /** Closes or archives a group. */
    public void changeStatus(String group, GroupStatus status) {
        SessionGroup known = groups.known(group);
        Object outcome = space.script(
                "the status of the group " + group,
                CHANGE,
                List.of(groups.key(group)),
                List.of(status.label(), Long.toString(clock.millis())));
        if (!outcome.equals("done")) {
            throw new IllegalStateException("The group " + name(known) + " is " + outcome + " and cannot become "
                    + status.label() + "; an active one can be closed or archived, and either of these the other.");
        }
    }

    /**
     * Archives the groups in which nothing happened for so long: no session came or went, and nothing was said in one.
     *
     * @return their ids, the oldest first
     */
    public List<String> archiveInactive(Duration inactive) {
        long limit = clock.millis() - inactive.toMillis();
        List<String> archived = new ArrayList<>();
        for (SessionGroup group : groups.all()) {
            if (group.status() != GroupStatus.ARCHIVED && lastActivity(group) < limit) {
                changeStatus(group.id(), GroupStatus.ARCHIVED);
                archived.add(group.id());
            }
        }
        return archived;
    }

    private long lastActivity(SessionGroup group) {
        long last = group.updatedAt();
        for (String session : group.sessionIds()) {
            for (Message message : messages.newest(session, 1).messages()) {
                last = Math.max(last, message.at());
            }
        }
        return last;
    }

    /** What a group is. Throws {@link IllegalArgumentException} where there is none with this id. */
    public SessionGroup get(String group) {
        return groups.known(group);
    }

    /** The groups that have these tags and this status, oldest first; no tags and null for all. */
    public List<SessionGroup> list(List<String> tags, TagMatch match, @Nullable GroupStatus status) {
        Inputs.tags(tags);
        return groups.all().stream()
                .filter(group -> match.matches(tags, group.tags()))
                .filter(group -> status == null || group.status() == status)
                .toList();
    }

    /** The groups that a session is in, oldest first. */
    public List<SessionGroup> of(String session) {
        return groups.of(session);
    }

    /** The newest messages of each session of a group, by session, in the group's order. */
    public Map<String, List<Message>> context(String group, int messagesPerSession) {
        Map<String, List<Message>> context = new LinkedHashMap<>();
        for (String session : groups.known(group).sessionIds()) {
            context.put(session, messages.newest(session, messagesPerSession).messages());
        }
        return context;
    }

    /** Writes all groups into a file, as JSON. */
    public void exportTo(Path file) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("groups", groups.all());
        whole.put("version", "1.0");
        whole.put("last_updated", Instant.ofEpochMilli(clock.millis()).toString());
        WholeFile.write("The groups", file, UserSpace.prettyJson(whole));
    }

    /** The group with this id; empty, if there is none. */
    public Optional<SessionGroup> find(String group) {
        return groups.find(group);
    }

    /** Throws {@link IllegalStateException} when a session is in groups, and none of them is active. */
    public void requireOpen(String session) {
        List<SessionGroup> all = groups.of(session);
        if (!all.isEmpty() && all.stream().noneMatch(group -> group.status() == GroupStatus.ACTIVE)) {
            SessionGroup last = all.get(all.size() - 1);
            throw new IllegalStateException(
                    "The session " + session + " is " + last.status().label() + " with its group " + name(last)
                            + "; take a session of an active group, or a new one.");
        }
    }

    private Object change(String script, String group, String session) {
        return space.script(
                "the session " + session + " in the group " + group,
                script,
                List.of(groups.key(group), groups.sessionsKey(group), groups.groupsOfKey(session)),
                List.of(session, group, Long.toString(clock.millis())));
    }

    /** A new id that people can read: {@code authentication-feature-3f2a9c04}. */
    private static String id(String name) {
        String readable =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String unique = UUID.randomUUID().toString().substring(0, 8);
        return readable.isEmpty()
                ? "group-" + unique
                : readable.substring(0, Math.min(readable.length(), LONGEST_NAME)) + '-' + unique;
    }

    private static String name(SessionGroup group) {
        return "'" + group.name() + "'";
    }
}
