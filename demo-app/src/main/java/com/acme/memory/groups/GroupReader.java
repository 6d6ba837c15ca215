package com.acme.memory.groups;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.UserSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/** How groups of sessions lie in Redis, for reading. Thread-safe. */
final class GroupReader {
    /** Of the known groups, in a message about an unknown one. */
    private static final int SHOWN = 10;

    private final UserSpace space;

    GroupReader(UserSpace space) {
        this.space = space;
    }

    /** A hash: name, description, tags with blanks between, status, created, updated. */
    String key(String group) {
        return space.key("group", group);
    }

    /** A sorted set of a group's sessions, in the order in which they came. */
    String sessionsKey(String group) {
        return space.key("group-sessions", group);
    }

    /** A set of the ids of all groups. */
    String allKey() {
        return space.key("groups");
    }

    /** A set of the ids of a session's groups. */
    String groupsOfKey(String session) {
        return space.key("groups-of", session);
    }

    /** Throws {@link IllegalArgumentException} where there is no group with this id. */
    SessionGroup known(String group) {
        return find(group).orElseThrow(() -> {
            String known = all().stream().map(SessionGroup::id).limit(SHOWN).collect(Collectors.joining(", "));
            return new IllegalArgumentException("The group " + group + " is unknown; "
                    + (known.isEmpty() ? "there is none yet." : "known are " + known + "."));
        });
    }

    /** The group with this id; empty, if there is none. */
    Optional<SessionGroup> find(String group) {
        return read(List.of(Inputs.name("group", group))).stream().findFirst();
    }

    /** All groups, oldest first. */
    List<SessionGroup> all() {
        return read(space.read("the groups", redis -> redis.smembers(allKey())));
    }

    /** The groups that a session is in, oldest first. */
    List<SessionGroup> of(String session) {
        String key = groupsOfKey(Inputs.name("session", session));
        return read(space.read("the groups of session " + session, redis -> redis.smembers(key)));
    }

    /** One group's answers. */
    private record Asked(String id, Response<Map<String, String>> fields, Response<List<String>> sessions) {}

    private List<SessionGroup> read(Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<SessionGroup> groups = new ArrayList<>();
        for (Asked asked : space.read("the groups", redis -> {
            AbstractPipeline pipeline = redis.pipelined();
            return UserSpace.closing(pipeline::close, () -> {
                List<Asked> all = ids.stream()
                        .map(id -> new Asked(id, pipeline.hgetAll(key(id)), pipeline.zrange(sessionsKey(id), 0, -1)))
                        .toList();
                pipeline.sync();
                return all;
            });
        })) {
            if (!asked.fields().get().isEmpty()) {
                groups.add(
                        group(asked.id(), asked.fields().get(), asked.sessions().get()));
            }
        }
        groups.sort(Comparator.comparingLong(SessionGroup::createdAt).thenComparing(SessionGroup::id));
        return groups;
    }

    private static SessionGroup group(String id, Map<String, String> fields, List<String> sessions) {
        String tags = fields.getOrDefault("tags", "");
        return new SessionGroup(
                id,
                fields.getOrDefault("name", ""),
                fields.getOrDefault("description", ""),
                tags.isEmpty() ? List.of() : List.of(tags.split(" ")),
                GroupStatus.of(fields.getOrDefault("status", "")),
                sessions,
                Long.parseLong(fields.getOrDefault("created", "0")),
                Long.parseLong(fields.getOrDefault("updated", "0")));
    }
}
