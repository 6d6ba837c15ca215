package dev.engram.agent.record;

import dev.engram.agent.propagation.TraceParent;
import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.SpanName;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.TraceStack;
import org.jspecify.annotations.Nullable;

/** A method that a task rule makes a span of. */
public final class TaskSite extends RuleSite {

    private final SpanName span;

    /** Where the values in the span's name lie among the extras. */
    private final int[] places;

    /** Where the message that a task is given tells a span; null where the rule does not say. */
    private final @Nullable Accessor traceParent;

    /**
     * A site of a task rule.
     *
     * @throws IllegalArgumentException when {@code rule} is a memory rule
     */
    public TaskSite(Rule rule, String method) {
        super(Kind.TASK, rule, method);
        SpanName given = rule.span();
        if (given == null) {
            throw new IllegalArgumentException(rule + " is not a task rule.");
        }
        this.span = given;
        this.traceParent = rule.field(Field.TRACEPARENT);
        this.places = given.names().stream().mapToInt(this::place).toArray();
    }

    /** What its spans are called. */
    public SpanName span() {
        return span;
    }

    /** What a call showed of the values in its span's name. */
    public @Nullable Object[] named(Frame frame) {
        @Nullable Object[] values = new @Nullable Object[places.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = places[i] < frame.attributeCount ? frame.attributes[places[i]] : null;
        }
        return values;
    }

    @Override
    @Nullable
    OpenCall begin(
            CallRecorder recorder,
            TraceStack stack,
            @Nullable OpenCall around,
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall top = stack.top();
        OpenCall outer = top == null ? null : top.original();
        if (outer != null && isPartOf(outer, self, a0, a1, a2, a3, a4, a5)) {
            if (outer != top && !outer.isOver()) {
                // It has gone on to another thread, and ends by its own result.
                return null;
            }
            complete(outer, self, a0, a1, a2, a3, a4, a5);
            outer.fold();
            return outer;
        }
        RemoteContext told = traceParent == null
                ? null
                : TraceParent.find(traceParent.read(self, a0, a1, a2, a3, a4, a5, null, null));
        OpenCall call = recorder.push(this, stack, around, number);
        if (call == null) {
            return null;
        }
        OpenCall parent = top != null ? top : around;
        boolean isLinked = TraceStack.isOpenHere(parent);
        if (told != null && !isLinked) {
            call.continues(told);
        }
        if (parent != null) {
            parent = call.isContinuing() ? null : parent.parentOf(this);
        }
        call.isHandedOn = call.sampled;
        if (call.sampled || recorder.countsUnsampled) {
            // Unsampled too: the agent is inherited by operations that metrics count.
            beginFields(call, parent, self, a0, a1, a2, a3, a4, a5);
            if (traceParent != null) {
                // To a span that its process does not record a link would lead nowhere.
                boolean isThere = told != null && told.isSampled() && told.spanId() != call.parentSpanId;
                setRare(call, Field.TRACEPARENT, isLinked && isThere ? told : null);
            }
            call.startNanos = System.nanoTime();
        }
        return call;
    }

    /** The span that a task's message told, where the task lies beneath another one; null for none. */
    public @Nullable RemoteContext linked(Frame frame) {
        return rare(Field.TRACEPARENT, frame) instanceof RemoteContext told ? told : null;
    }

    /**
     * Whether a call here is one with the call around it: an overload, a {@code super} call or a decorator that does the
     * same. Their spans would have one name, as far as its values are known.
     */
    private boolean isPartOf(
            OpenCall around,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (!span.isTemplate()
                || !around.sampled
                || !(around.site instanceof TaskSite outer)
                || !outer.span.isTemplate()
                || !outer.span.toString().equals(span.toString())) {
            return false;
        }
        for (int i = 0; i < places.length; i++) {
            Object known = around.attributes[outer.places[i]];
            Object read = extra(places[i], self, a0, a1, a2, a3, a4, a5);
            if (known != null && read != null && !read.equals(known)) {
                return false;
            }
        }
        return true;
    }

    /** Gives the values of its span's name that it lacks to the call around, of which a call here {@link #isPartOf}. */
    private void complete(
            OpenCall around,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        int[] known = ((TaskSite) around.site).places;
        for (int i = 0; i < places.length; i++) {
            if (around.attributes[known[i]] == null) {
                around.attributes[known[i]] = extra(places[i], self, a0, a1, a2, a3, a4, a5);
            }
        }
    }

    /** A value as far as texts can tell: other objects of the application are not compared. */
    private @Nullable Object extra(
            int place,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        Object value = readExtra(place, self, a0, a1, a2, a3, a4, a5);
        return value instanceof String ? value : null;
    }
}
