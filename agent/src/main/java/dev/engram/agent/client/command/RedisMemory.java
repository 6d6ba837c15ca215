package dev.engram.agent.client.command;

import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.KeyPattern;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.RecordedCall;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes memory operations of Redis commands, for applications that keep their agents' memory in Redis without a memory
 * manager. A command that stores, reads, searches or deletes a key that looks as the rule file says, and that is sent by no
 * memory operation, is one. Its span has the place of the command's, which lies beneath it. Not thread-safe.
 */
public final class RedisMemory {

    private final List<KeyPattern> patterns;
    private final Map<Operation, MemorySite> sites = new EnumMap<>(Operation.class);
    private final RecordedCall memory = new RecordedCall();

    /**
     * Memory in Redis.
     *
     * @param patterns what its keys look like; empty for none
     * @param prefix what the names of spans begin with
     */
    public RedisMemory(List<KeyPattern> patterns, String prefix) {
        this.patterns = List.copyOf(patterns);
        if (!patterns.isEmpty()) {
            for (Operation each : List.of(Operation.STORE, Operation.RETRIEVE, Operation.SEARCH, Operation.DELETE)) {
                Rule rule = Rule.memory(new Source("(redis-as-memory)", 0), "redis", each.label(), each)
                        .build();
                sites.put(each, new MemorySite(prefix, rule, "redis." + each.label()));
            }
        }
    }

    /**
     * The memory operation that a command is. The command's own call becomes its child.
     *
     * @param facts have read {@code command}
     * @return the operation's call, which holds until this is called again; null when the command is no memory operation
     */
    public @Nullable RecordedCall of(RecordedCall command, CommandFacts facts) {
        // Commands of a memory operation are parts of it.
        Operation operation = patterns.isEmpty() || command.nested ? null : facts.memoryOperation();
        String key = operation == null ? null : facts.key();
        KeyPattern.Match match = key == null ? null : match(key);
        if (operation == null || match == null) {
            return null;
        }
        memory.clear();
        memory.site = Objects.requireNonNull(sites.get(operation));
        memory.traceIdHigh = command.traceIdHigh;
        memory.traceIdLow = command.traceIdLow;
        memory.spanId = command.spanId;
        memory.parentSpanId = command.parentSpanId;
        memory.startNanos = command.startNanos;
        memory.endNanos = command.endNanos;
        memory.sampled = command.sampled;
        memory.thrown = facts.thrown();
        memory.key = match.key();
        memory.namespace = match.namespace();
        memory.agentId = match.agent();
        double ttl = facts.ttl();
        memory.ttl = Double.isNaN(ttl) ? null : (Object) (long) Math.ceil(ttl);
        if (operation == Operation.STORE) {
            memory.value = facts.storedValue();
        } else if (operation == Operation.RETRIEVE
                && memory.thrown == null
                && facts.reply() != CommandReader.UNKNOWN_REPLY) {
            boolean isFound = facts.isFound();
            memory.found = (byte) (isFound ? 1 : 0);
            memory.value = isFound ? facts.reply() : null;
        }
        command.parentSpanId = command.spanId;
        command.spanId = newId();
        facts.follow(command);
        return memory;
    }

    private KeyPattern.@Nullable Match match(String key) {
        for (KeyPattern each : patterns) {
            KeyPattern.Match match = each.match(key);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private static long newId() {
        long id = ThreadLocalRandom.current().nextLong();
        return id == 0 ? 1 : id;
    }
}
