package dev.engram.agent.types;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ClassValue} whose values can be taken away again. A class of the application keeps its values for as long as it
 * lives, and a value that is an object of the agent's keeps all of the agent: such values are of this kind. Thread-safe.
 *
 * @param <T> values
 */
public abstract class TypeValue<T extends @Nullable Object> extends ClassValue<T> {

    /** Every value that a class keeps. */
    private static final Set<Kept> ALL = ConcurrentHashMap.newKeySet();

    /** Members of {@link #ALL} whose class was unloaded. */
    private static final ReferenceQueue<Class<?>> UNLOADED = new ReferenceQueue<>();

    private static final class Kept extends WeakReference<Class<?>> {
        private final TypeValue<?> value;

        Kept(Class<?> type, TypeValue<?> value) {
            super(type, UNLOADED);
            this.value = value;
        }
    }

    @Override
    protected final @Nullable T computeValue(Class<?> type) {
        for (Reference<?> each = UNLOADED.poll(); each != null; each = UNLOADED.poll()) {
            ALL.remove(each);
        }
        ALL.add(new Kept(type, this));
        return compute(type);
    }

    /** The value of a class; see {@link ClassValue#computeValue}. */
    protected abstract @Nullable T compute(Class<?> type);

    /** Takes every value from every class. A value that is asked for later is made anew. */
    public static void releaseAll() {
        for (Kept each : ALL) {
            Class<?> type = each.get();
            if (type != null) {
                each.value.remove(type);
            }
        }
        ALL.clear();
    }
}
