package dev.engram.agent.record;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Site;
import org.jspecify.annotations.Nullable;

/** A method that a memory rule makes an operation of. */
public final class MemorySite extends RuleSite {

    private final Operation operation;
    private final String spanName;
    private final @Nullable Accessor key;
    private final @Nullable Accessor namespace;
    private final @Nullable Accessor value;
    private final @Nullable Accessor ttl;
    private final @Nullable Accessor limit;
    private final @Nullable Accessor found;
    private final @Nullable Accessor resultCount;

    /**
     * A site of a memory rule.
     *
     * @param prefix what the span's name begins with
     * @throws IllegalArgumentException when {@code rule} is a task rule
     */
    public MemorySite(String prefix, Rule rule, String method) {
        super(Kind.MEMORY, rule, method);
        Operation ruled = rule.operation();
        if (ruled == null) {
            throw new IllegalArgumentException(rule + " is not a memory rule.");
        }
        this.operation = ruled;
        this.spanName = prefix + ".memory." + ruled.label();
        this.key = rule.field(ruled == Operation.SEARCH ? Field.PATTERN : Field.KEY);
        this.namespace = rule.field(Field.NAMESPACE);
        this.value = rule.field(Field.VALUE);
        this.ttl = rule.field(Field.TTL);
        this.limit = rule.field(Field.LIMIT);
        this.found = rule.field(Field.FOUND);
        this.resultCount = rule.field(Field.RESULT_COUNT);
    }

    public Operation operation() {
        return operation;
    }

    /**
     * Whether a call here is a part of the one around it, as the look-up and the update of a store are parts of adding a
     * message: both work on the same layer of memory, and a search that loads what it finds is one search.
     */
    boolean isPartOf(@Nullable Site around) {
        return around instanceof MemorySite
                && ((MemorySite) around).operation.isElementary()
                && ((MemorySite) around).rule().layer() == rule().layer();
    }

    /** {@code <prefix>.memory.<operation>}. */
    public String spanName() {
        return spanName;
    }

    /** Retrieve and search read their result even where the rule does not say so. */
    @Override
    public boolean readsReturn() {
        return operation == Operation.RETRIEVE || operation == Operation.SEARCH || super.readsReturn();
    }

    @Nullable
    Object key(
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return key == null ? null : key.read(self, a0, a1, a2, a3, a4, a5, null, null);
    }

    @Nullable
    Object namespace(
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return namespace == null ? null : namespace.read(self, a0, a1, a2, a3, a4, a5, null, null);
    }

    /** Fills value, TTL and limit; key and namespace are the caller's. */
    void beginMemory(
            OpenCall call,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (value != null) {
            call.value = value.read(self, a0, a1, a2, a3, a4, a5, null, null);
        }
        if (ttl != null) {
            call.ttl = ttl.read(self, a0, a1, a2, a3, a4, a5, null, null);
        }
        if (limit != null) {
            call.limit = limit.read(self, a0, a1, a2, a3, a4, a5, null, null);
        }
    }

    @Override
    void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        super.end(call, returned, thrown);
        if (operation == Operation.RETRIEVE) {
            endRetrieve(call, returned, thrown);
        } else if (operation == Operation.SEARCH) {
            call.resultCount = thrown != null ? 0 : Outcome.count(outcome(resultCount, call, returned));
        }
    }

    @Override
    void endItems(OpenCall call, long count) {
        super.end(call, null, null);
        call.resultCount = count;
        if (operation == Operation.RETRIEVE) {
            call.found = (byte) (count > 0 ? 1 : 0);
        }
    }

    @Override
    void endFields(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        super.endFields(call, returned, thrown);
        call.key = late(key, call.key, call, returned, thrown);
        call.namespace = late(namespace, call.namespace, call, returned, thrown);
        if (operation != Operation.RETRIEVE) {
            call.value = late(value, call.value, call, returned, thrown);
        }
    }

    /** A miss or a failure has no value; both are "not found". */
    private void endRetrieve(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        boolean isFound = thrown == null && Outcome.found(outcome(found, call, returned));
        call.found = (byte) (isFound ? 1 : 0);
        call.value = isFound ? Outcome.open(outcome(value, call, returned)) : null;
    }

    /** What the accessor reads from the result; without an accessor, the result itself. */
    private static @Nullable Object outcome(@Nullable Accessor accessor, OpenCall call, @Nullable Object returned) {
        return accessor == null
                ? returned
                : accessor.read(call.self, null, null, null, null, null, null, returned, null);
    }
}
