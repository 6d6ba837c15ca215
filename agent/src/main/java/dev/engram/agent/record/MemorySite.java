package dev.engram.agent.record;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.SpanAttributes;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A method that a memory rule makes an operation of. */
public final class MemorySite extends RuleSite {

    private final Operation operation;
    private final String spanName;
    private final GenAiOperation genAi;
    private final String metricOperation;
    private final @Nullable String window;
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
        this.genAi = Objects.requireNonNullElseGet(rule.genAi(), () -> GenAiOperation.of(ruled));
        this.metricOperation = Objects.requireNonNullElse(rule.metricOperation(), ruled.label());
        Accessor windowed = rule.attributes().get(SpanAttributes.WINDOW);
        this.window = windowed == null ? null : windowed.literal();
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
    private boolean isPartOf(@Nullable Site around) {
        return around instanceof MemorySite memorySite
                && memorySite.operation.isElementary()
                && isOfLayer(memorySite.rule());
    }

    /** Packs know the layers of their libraries; whose rule says no layer is on that of the library beneath or above it. */
    private boolean isOfLayer(Rule outer) {
        int layer = rule().layer();
        return layer == outer.layer()
                || (outer.layer() == 0 && rule().pack() != null)
                || (layer == 0 && outer.pack() != null);
    }

    /** What a whole consists of that is kept under one key, as the rule says; null where the operation is on no whole. */
    public @Nullable String window() {
        return window;
    }

    /** What OpenTelemetry's GenAI conventions call the operation. */
    public GenAiOperation genAi() {
        return genAi;
    }

    /** What the label {@code operation} of metrics says. */
    public String metricOperation() {
        return metricOperation;
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

    @Override
    protected @Nullable OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall top = stack.top();
        if (top == null && recorder.isFull(stack)) {
            return recorder.pushDropped(this, stack, around);
        }
        // Also where the ring has room by now: it is one call with the one that is dropped.
        if (top != null && isDroppedWith(top)) {
            return folded(top);
        }
        Object keyRead = read(key, self, a0, a1, a2, a3, a4, a5);
        Object namespaceRead = read(namespace, self, a0, a1, a2, a3, a4, a5);
        OpenCall parent = top != null ? top : around;
        boolean isPart = parent != null && isPartOf(parent.operation);
        if (top != null && isSame(top, isPart, keyRead, namespaceRead)) {
            complete(stack, top, namespaceRead, self, a0, a1, a2, a3, a4, a5);
            return folded(top);
        }
        if (top != null && isPart && recorder.foldsParts) {
            return folded(top);
        }
        OpenCall call = recorder.push(this, stack, around);
        if (call == null) {
            return null;
        }
        call.nested = isPart;
        if (operation.isElementary()) {
            call.operation = this;
        }
        call.key = keyRead;
        if (namespaceRead != null) {
            call.namespace = namespaceRead;
        }
        if (call.sampled || recorder.countsUnsampled()) {
            // Apart, so that this method is small enough for the JIT to inline it: 1.5 ns of a call that is not
            // sampled.
            beginMemory(call, parent, self, a0, a1, a2, a3, a4, a5);
        }
        return call;
    }

    private static OpenCall folded(OpenCall around) {
        around.fold();
        return around;
    }

    /** Whether {@code around} is dropped and does the same: what it delegates to goes with it, keys were not read. */
    private boolean isDroppedWith(OpenCall around) {
        return around.isDropped && around.site instanceof MemorySite outer && outer.operation == operation;
    }

    /**
     * The same operation on the same key and namespace as the call around it: one logical call. Where there is no key, by
     * the same rule: a {@code super} call, or a decorator that delegates. A store beneath a store may have a value of its
     * own, as the window has that a chat memory writes where a message is added: a part that shows.
     *
     * @param isPart whether it would be a part of {@code around}, were it not the same
     */
    @SuppressWarnings("ReferenceEquality") // Keys of the application's own types are asked nothing.
    private boolean isSame(OpenCall around, boolean isPart, @Nullable Object keyRead, @Nullable Object namespaceRead) {
        return around.site instanceof MemorySite outer
                && outer.operation == operation
                && !(isPart && operation == Operation.STORE && isOfOtherMemory(outer.rule()))
                && isSameKey(around, outer, keyRead)
                && (namespaceRead == around.namespace
                        || namespaceRead == null
                        || around.namespace == null
                        || (namespaceRead instanceof String && namespaceRead.equals(around.namespace)));
    }

    private boolean isSameKey(OpenCall around, MemorySite outer, @Nullable Object keyRead) {
        if (keyRead == null || outer.makesKey(around)) {
            return around.key == null && isOverload(outer.rule());
        }
        return isEqual(keyRead, around.key);
    }

    /** Whether the key of a call is not known before it returns: the fuller overload gets the one that it makes. */
    private boolean makesKey(OpenCall call) {
        return key != null && key.readsOutcome() && call.key == null;
    }

    /** Whether the rules speak of the same method of the same type, be it with other parameters. */
    private boolean isOverload(Rule outer) {
        return outer.equals(rule())
                || (outer.method().equals(rule().method()) && outer.type().equals(rule().type()));
    }

    /**
     * Adds to the call around this one what only the fuller overload knows, to which it delegates: namespace, agent, session, time
     * to live, limit. What the call around has read itself stays.
     */
    @SuppressWarnings("ReferenceEquality")
    private void complete(
            TraceStack stack,
            OpenCall around,
            @Nullable Object namespaceRead,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (around.site == this || !around.isHandedOn) {
            return;
        }
        if (around.namespace == null) {
            around.namespace = Unboxed.boxed(namespaceRead);
        }
        if (around.ttl == null) {
            around.ttl = Unboxed.boxed(read(ttl, self, a0, a1, a2, a3, a4, a5));
        }
        if (around.limit == null) {
            around.limit = Unboxed.boxed(read(limit, self, a0, a1, a2, a3, a4, a5));
        }
        completeFields(around, stack.around(around), self, a0, a1, a2, a3, a4, a5);
    }

    /** Whether the rules speak of two types, and of methods with different names. */
    private boolean isOfOtherMemory(Rule outer) {
        return !outer.method().equals(rule().method()) && !outer.type().equals(rule().type());
    }

    /** Numbers are read anew at each entry, and texts may be made by an accessor; other keys are asked nothing. */
    private static boolean isEqual(Object key, @Nullable Object other) {
        return key == other || ((key instanceof String || key instanceof Number) && key.equals(other));
    }

    private static @Nullable Object read(
            @Nullable Accessor accessor,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return accessor == null ? null : accessor.read(self, a0, a1, a2, a3, a4, a5, null, null);
    }

    /** Fills value, TTL, limit, a count that is known at entry, and what other sites read too; takes the time last. */
    private void beginMemory(
            OpenCall call,
            @Nullable OpenCall parent,
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
        if (resultCount != null && !resultCount.readsOutcome()) {
            Object several = resultCount.read(self, a0, a1, a2, a3, a4, a5, null, null);
            call.resultCount = several == null ? -1 : Outcome.count(several);
        }
        beginFields(call, parent, self, a0, a1, a2, a3, a4, a5);
        call.isHandedOn = true;
        call.startNanos = System.nanoTime();
    }

    @Override
    protected void end(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        super.end(call, returned, thrown);
        if (operation == Operation.RETRIEVE) {
            endRetrieve(call, returned, thrown);
        }
        if (thrown != null) {
            call.resultCount = operation == Operation.SEARCH ? 0 : -1;
        } else if (operation == Operation.SEARCH || (resultCount != null && resultCount.readsOutcome())) {
            call.resultCount = Outcome.count(outcome(resultCount, call, returned));
        } else if (operation == Operation.RETRIEVE && resultCount == null) {
            Object several = Outcome.open(outcome(value, call, returned));
            call.resultCount = several instanceof Collection ? Outcome.count(several) : -1;
        }
    }

    /**
     * Keeps a list that a retrieve within this one gave: who asked for it may change a copy of it before the consumer
     * measures it, as a chat memory does that adds a message to the window that it has read.
     */
    @Override
    protected void endFolded(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (operation == Operation.RETRIEVE && value == null && returned instanceof List && call.isHandedOn) {
            call.value = returned;
        }
    }

    @Override
    protected void endItems(OpenCall call, long count) {
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

    /**
     * A miss has no value. Of a call that failed, or whose result does not tell it by the rule's path, it is not known
     * whether there is something; what it gave is no value that was found, either.
     */
    private void endRetrieve(OpenCall call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (thrown != null) {
            call.value = null;
            return;
        }
        Object read = outcome(found, call, returned);
        boolean isFound = Outcome.found(read);
        if (isFound || read != null || found == null || found.canRead(returned)) {
            call.found = (byte) (isFound ? 1 : 0);
        }
        Object given = isFound ? Outcome.open(outcome(value, call, returned)) : null;
        if (!Outcome.isCopy(given, call.value)) {
            call.value = given;
        }
    }

    /** What the accessor reads from the result; without an accessor, the result itself. */
    private static @Nullable Object outcome(@Nullable Accessor accessor, OpenCall call, @Nullable Object returned) {
        return accessor == null
                ? returned
                : accessor.read(call.self, null, null, null, null, null, null, returned, null);
    }
}
