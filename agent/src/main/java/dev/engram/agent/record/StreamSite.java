package dev.engram.agent.record;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A method that says something about a stream, by a rule. Its call makes no span: it moves the one of the task that is there
 * as long as the stream, and what the method does, the application's own code that is called back, is a child of what that
 * task is a child of.
 */
public final class StreamSite extends RuleSite {

    /** The names of the classes whose woven methods begin a stream. */
    private static final Set<String> BEGINNERS = ConcurrentHashMap.newKeySet();

    private final StreamSignal signal;
    private final @Nullable Accessor stream;
    private final @Nullable Accessor value;
    private final @Nullable Accessor cancel;

    /**
     * A site of a rule about a stream.
     *
     * @throws IllegalArgumentException when {@code rule} is another one
     */
    public StreamSite(Rule rule, String method) {
        super(Kind.CONTEXT, rule, method);
        StreamSignal given = rule.signal();
        if (given == null) {
            throw new IllegalArgumentException(rule + " is not about a stream.");
        }
        this.signal = given;
        if (given == StreamSignal.BEGINS) {
            BEGINNERS.add(method.substring(0, Math.max(0, method.lastIndexOf('.'))));
        }
        this.stream = rule.field(Field.STREAM);
        this.value = rule.field(Field.VALUE);
        this.cancel = rule.field(Field.CANCEL);
    }

    /** Whether an object of this class begins a stream by one of its methods. */
    public static boolean begins(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (BEGINNERS.contains(each.getName())) {
                return true;
            }
        }
        return false;
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
        Object object = stream == null ? self : stream.read(self, a0, a1, a2, a3, a4, a5, null, null);
        if (object == null || !recorder.hasStream(object)) {
            return null;
        }
        return recorder.signalled(
                signal,
                object,
                value == null ? null : value.read(self, a0, a1, a2, a3, a4, a5, null, null),
                cancel == null ? null : cancel.read(self, a0, a1, a2, a3, a4, a5, null, null));
    }
}
