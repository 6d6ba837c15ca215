package dev.engram.agent.record;

import dev.engram.agent.opentelemetry.ApplicationSpans;
import dev.engram.agent.propagation.TraceParent;
import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.OwnSpans;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.SpanName;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.OtherSpan;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method that a task rule makes a span of. */
public final class TaskSite extends RuleSite {

    private final SpanName span;

    /** Where the values in the span's name lie among the extras. */
    private final int[] places;

    /** Whether the library may have its own span of the task. */
    private final boolean hasOwnSpans;

    /** The object whose signals say when the task is over; null where the task is over with its method. */
    private final @Nullable Accessor stream;

    /** Where the time to the first part of a stream is among the extras; -1 for nowhere. */
    private final int firstChunk;

    /** Whether parts of a stream are read as they come. */
    private final boolean readsItems;

    /** Whether the method may return another object of the same type than its own. */
    private volatile boolean exchangesResult;

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
        this.hasOwnSpans = !rule.ownSpans().isNone();
        this.traceParent = rule.field(Field.TRACEPARENT);
        ApplicationSpans.expect(rule.ownSpans().inside());
        ApplicationSpans.expect(rule.ownSpans().around());
        this.stream = rule.field(Field.STREAM);
        List<Accessor> attributes = List.copyOf(rule.attributes().values());
        int chunk = -1;
        for (int i = 0; i < attributes.size(); i++) {
            if (attributes.get(i).paths().stream().anyMatch(path -> path.base() == Path.Base.FIRST_CHUNK)) {
                chunk = i;
            }
        }
        this.firstChunk = chunk;
        this.readsItems = chunk >= 0 || attributes.stream().anyMatch(Accessor::readsReturn);
        this.places = given.names().stream().mapToInt(this::place).toArray();
    }

    /** What its spans are called. */
    public SpanName span() {
        return span;
    }

    /** Whether a stream says when a call is over. */
    public boolean hasStream() {
        return stream != null;
    }

    /** Whether the object whose signals say when a call is over is the call's result. */
    public boolean returnsStream() {
        return stream != null && stream.readsReturn();
    }

    /** Says that the woven method returns what it is given for its result. Before it is called. */
    public void exchangeResult() {
        exchangesResult = true;
    }

    /** See {@link #exchangeResult}. */
    public boolean exchangesResult() {
        return exchangesResult;
    }

    /** The object whose signals say when a call is over, now that its result is there. */
    public @Nullable Object streamOf(@Nullable Object returned) {
        return stream == null ? null : stream.late(null, returned, null);
    }

    /**
     * Notes that a part of a stream has come, and reads what it says.
     *
     * @param part null where nothing is known of it
     */
    public void chunk(OpenCall call, @Nullable Object part) {
        chunk(call);
        if (part != null && readsItems) {
            readItem(call, part);
        }
    }

    /** Notes that a part of the call's result has come; the first one counts. */
    private void chunk(OpenCall call) {
        if (firstChunk >= 0 && firstChunk < call.attributeCount && call.attributes[firstChunk] == null) {
            call.attributes[firstChunk] = (System.nanoTime() - call.startNanos) / 1e9;
        }
    }

    /**
     * Reads what a part of the result says. Each part may say the same, or more than the one before, so the last one that says
     * something counts.
     */
    void item(OpenCall call, @Nullable Object item) {
        if (readsItems) {
            chunk(call);
            readItem(call, item);
        }
    }

    /** A result of one part was no stream. */
    @Override
    protected void endItems(OpenCall call, long count) {
        if (count <= 1 && firstChunk >= 0 && firstChunk < call.attributeCount) {
            call.attributes[firstChunk] = null;
        }
        super.endItems(call, count);
    }

    /** What a call showed of the values in its span's name. */
    public @Nullable Object[] named(RecordedCall call) {
        @Nullable Object[] values = new @Nullable Object[places.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = places[i] < call.attributeCount ? call.attributes[places[i]] : null;
        }
        return values;
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
        OpenCall outer = top == null || !span.isTemplate() ? top : top.original();
        if (outer != null && isSameTask(outer, self, a0, a1, a2, a3, a4, a5)) {
            if (outer != top && !outer.isOver()) {
                // It has gone on to another thread, and ends by its own result.
                return null;
            }
            complete(outer, stack, self, a0, a1, a2, a3, a4, a5);
            outer.fold();
            return outer;
        }
        RemoteContext told = traceParent == null
                ? null
                : TraceParent.find(traceParent.read(self, a0, a1, a2, a3, a4, a5, null, null));
        OpenCall call = recorder.push(this, stack, around);
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
        if (!span.isTemplate()) {
            call.receiver = self;
        }
        if (call.sampled || recorder.countsUnsampled()) {
            // Unsampled too: the agent is inherited by operations that metrics count.
            beginFields(call, parent, self, a0, a1, a2, a3, a4, a5);
            if (traceParent != null) {
                // To a span that its process does not record a link would lead nowhere.
                boolean isThere = told != null && told.isSampled() && told.spanId() != call.parentSpanId;
                setRare(call, Field.TRACEPARENT, isLinked && isThere ? told : null);
            }
            call.startNanos = System.nanoTime();
        }
        if (hasOwnSpans && recorder.seesOtherSpans()) {
            giveWay(call, self);
        }
        if (stream != null) {
            recorder.beginStream(call, around, stream.read(self, a0, a1, a2, a3, a4, a5, null, null));
        }
        return call;
    }

    /** Makes no span where the library has its own of the task, or will begin one within the call. */
    private void giveWay(OpenCall call, @Nullable Object self) {
        OwnSpans own = rule().ownSpans();
        OtherSpan around =
                self == null || own.around().isEmpty() ? null : ApplicationSpans.around(call.stack, self, own.around());
        if (around != null) {
            call.standForOthers(around);
        } else {
            call.givesWay = !own.inside().isEmpty();
        }
    }

    @Override
    public boolean isWorkOf(String otherSpan) {
        return OtherSpan.isOneOf(rule().ownSpans().inside(), otherSpan);
    }

    /** The span that a task's message told, where the task lies beneath another one; null for none. */
    public @Nullable RemoteContext linked(RecordedCall call) {
        return rare(Field.TRACEPARENT, call) instanceof RemoteContext told ? told : null;
    }

    /**
     * Whether a call here is one with the call around it: that of a proxy, an interceptor, a decorator, an overload or a
     * subclass that does the same for the same agent. Their spans have one name, as far as its values are known; where it has
     * none, the objects tell: a task that calls itself again, and one that calls another agent's, is not.
     */
    private boolean isSameTask(
            OpenCall around,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (!around.sampled
                || !(around.site instanceof TaskSite outer)
                || outer.span.isTemplate() != span.isTemplate()
                || !outer.span.toString().equals(span.toString())) {
            return false;
        }
        if (!span.isTemplate()) {
            return isSameWork(around, outer, self) && isSameAgent(around, agent(self, a0, a1, a2, a3, a4, a5));
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

    @SuppressWarnings("ReferenceEquality") // The very object, or method, that the call around was made of.
    private boolean isSameWork(OpenCall around, TaskSite outer, @Nullable Object self) {
        if (!outer.rule().method().equals(rule().method())) {
            return false;
        }
        return self == around.receiver
                ? outer != this
                : self != null && around.receiver != null && Delegates.isDelegate(around.receiver, self);
    }

    private static boolean isSameAgent(OpenCall around, @Nullable Object own) {
        return own == null || around.agentId == null || own.equals(around.agentId);
    }

    /** Gives what it lacks to the call around, of which a call here {@link #isSameTask}. */
    private void complete(
            OpenCall around,
            TraceStack stack,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (span.isTemplate()) {
            int[] known = ((TaskSite) around.site).places;
            for (int i = 0; i < places.length; i++) {
                if (around.attributes[known[i]] == null) {
                    around.attributes[known[i]] = extra(places[i], self, a0, a1, a2, a3, a4, a5);
                }
            }
            return;
        }
        completeFields(around, stack.around(around), self, a0, a1, a2, a3, a4, a5);
        if (((TaskSite) around.site).rule().equals(rule())) {
            for (int i = 0; i < around.attributeCount; i++) {
                if (around.attributes[i] == null) {
                    around.attributes[i] = Unboxed.boxed(readExtra(i, self, a0, a1, a2, a3, a4, a5));
                }
            }
        }
        around.receiver = self;
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
