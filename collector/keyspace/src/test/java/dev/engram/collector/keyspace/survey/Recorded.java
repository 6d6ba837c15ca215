package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.survey.usage.Access;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accesses as a collector would tell them. */
final class Recorded implements AccessLog {

    private final List<Access> all = new ArrayList<>();
    private final List<Access> commands = new ArrayList<>();
    private boolean gone;

    /** Adds one operation on a key; of a search the key is empty. */
    Recorded add(String agent, String operation, String namespace, String key, long count, Instant last) {
        all.add(new Access(namespace, key, operation, agent, count, count, last));
        return this;
    }

    /** Adds a Redis command on a key of the server. */
    Recorded command(String agent, String operation, String key, long count, Instant last) {
        commands.add(new Access("", key, operation, agent, count, count, last));
        return this;
    }

    /** From now on nothing answers. */
    void disappear() {
        gone = true;
    }

    @Override
    public Accesses read(Instant since) throws Unavailable {
        if (gone) {
            throw new Unavailable("no collector answers");
        }
        List<Access> byKey = new ArrayList<>();
        Map<List<String>, Access> byNamespace = new LinkedHashMap<>();
        for (Access each : all) {
            Access now = new Access(
                    each.namespace(),
                    each.key(),
                    each.operation(),
                    each.agent(),
                    each.count(),
                    each.last().isBefore(since) ? 0 : each.count(),
                    each.last());
            if (!each.key().isEmpty()) {
                byKey.add(now);
            }
            byNamespace.merge(
                    List.of(each.namespace(), each.operation(), each.agent()),
                    new Access(
                            now.namespace(), "", now.operation(), now.agent(), now.count(), now.recent(), now.last()),
                    Recorded::sum);
        }
        return new Accesses(byKey, List.copyOf(byNamespace.values()), commands, false);
    }

    private static Access sum(Access one, Access other) {
        return new Access(
                one.namespace(),
                "",
                one.operation(),
                one.agent(),
                one.count() + other.count(),
                one.recent() + other.recent(),
                one.last().isAfter(other.last()) ? one.last() : other.last());
    }
}
