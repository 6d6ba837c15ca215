package dev.engram.agent.async;

import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type whose objects do nothing until somebody subscribes to them, as one class loader has it. Found by the name of a
 * class, or of its supertypes, and kept with the class.
 */
final class LazyType {

    /** How much a subscriber is given. */
    enum Gives {
        /** One item at most; the operation is over with it. */
        ONE,
        /** Any number of items. */
        MANY,
        /** Any number of items, to what suspends until there are no more: a flow of Kotlin. */
        TO_COLLECTOR
    }

    /**
     * The library's own way to take what it did not make for one of its types.
     *
     * @param factory a static method of the type; or one without parameters, and behind a blank one of what it returns
     */
    private record Entry(String source, @Nullable String factory, Gives gives) {}

    private static final String PUBLISHER = "org.reactivestreams.Publisher";
    private static final String FLOW = "java.util.concurrent.Flow$Publisher";
    private static final String KOTLIN_FLOW = "kotlinx.coroutines.flow.Flow";
    private static final String RX3 = "io.reactivex.rxjava3.core.";
    private static final String RX2 = "io.reactivex.";

    /** {@code Mono.from} would cancel after the first item, and {@code fromDirect} leaves all as it is. */
    private static final Map<String, Entry> TABLE = Map.ofEntries(
            Map.entry("reactor.core.publisher.Mono", new Entry(PUBLISHER, "fromDirect", Gives.ONE)),
            Map.entry("reactor.core.publisher.Flux", new Entry(PUBLISHER, "from", Gives.MANY)),
            Map.entry(RX3 + "Single", new Entry(RX3 + "SingleSource", "wrap", Gives.ONE)),
            Map.entry(RX3 + "Maybe", new Entry(RX3 + "MaybeSource", "wrap", Gives.ONE)),
            Map.entry(RX3 + "Completable", new Entry(RX3 + "CompletableSource", "wrap", Gives.ONE)),
            Map.entry(RX3 + "Observable", new Entry(RX3 + "ObservableSource", "wrap", Gives.MANY)),
            Map.entry(RX3 + "Flowable", new Entry(PUBLISHER, "fromPublisher", Gives.MANY)),
            Map.entry(RX2 + "Single", new Entry(RX2 + "SingleSource", "wrap", Gives.ONE)),
            Map.entry(RX2 + "Maybe", new Entry(RX2 + "MaybeSource", "wrap", Gives.ONE)),
            Map.entry(RX2 + "Completable", new Entry(RX2 + "CompletableSource", "wrap", Gives.ONE)),
            Map.entry(RX2 + "Observable", new Entry(RX2 + "ObservableSource", "wrap", Gives.MANY)),
            Map.entry(RX2 + "Flowable", new Entry(PUBLISHER, "fromPublisher", Gives.MANY)),
            Map.entry("io.smallrye.mutiny.Multi", new Entry(FLOW, "createFrom publisher", Gives.MANY)),
            Map.entry(KOTLIN_FLOW, new Entry(KOTLIN_FLOW, null, Gives.TO_COLLECTOR)),
            Map.entry(PUBLISHER, new Entry(PUBLISHER, null, Gives.MANY)),
            Map.entry(FLOW, new Entry(FLOW, null, Gives.MANY)));

    private static final ClassValue<@Nullable LazyType> TYPES = new TypeValue<>() {
        @Override
        protected @Nullable LazyType compute(Class<?> type) {
            return find(type);
        }
    };

    private final Class<?> source;
    private final @Nullable MethodHandle factory;
    private final Gives gives;

    private LazyType(Class<?> source, @Nullable MethodHandle factory, Gives gives) {
        this.source = source;
        this.factory = factory;
        this.gives = gives;
    }

    /** Whether a method that is declared to return this does nothing yet when it returns. */
    static boolean isNamed(String typeName) {
        return TABLE.containsKey(typeName);
    }

    /** The type of such objects of class {@code type}; null when they are of none. */
    static @Nullable LazyType of(Class<?> type) {
        return TYPES.get(type);
    }

    /**
     * Whether one that {@link #wrap} makes may stand in for an object of this class where any object is allowed: an
     * application that knows the class, since it is public and not the library's inside, may expect that very class.
     */
    boolean standsInFor(Class<?> type) {
        for (Class<?> each = type; each != null && !TABLE.containsKey(each.getName()); each = each.getSuperclass()) {
            String name = each.getName();
            if (each != Object.class
                    && Modifier.isPublic(each.getModifiers())
                    && !name.endsWith("Operator")
                    && !name.contains(".operators.")
                    && !name.contains(".internal.")) {
                return false;
            }
        }
        return true;
    }

    /** A class is what its superclass is rather than what an interface says: a Mono is a Publisher too. */
    private static @Nullable LazyType find(Class<?> type) {
        Entry entry = TABLE.get(type.getName());
        if (entry != null) {
            return resolve(type, entry);
        }
        Class<?> parent = type.getSuperclass();
        LazyType found = parent == null ? null : TYPES.get(parent);
        for (Class<?> each : type.getInterfaces()) {
            if (found == null) {
                found = TYPES.get(each);
            }
        }
        return found;
    }

    private static @Nullable LazyType resolve(Class<?> type, Entry entry) {
        try {
            Class<?> source = Class.forName(entry.source, false, type.getClassLoader());
            MethodHandle factory = entry.factory == null ? null : factory(type, source, entry.factory);
            return new LazyType(source, factory, entry.gives);
        } catch (ReflectiveOperationException | LinkageError other) {
            // Something else of that name.
            return null;
        }
    }

    private static MethodHandle factory(Class<?> type, Class<?> source, String name)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        String[] names = name.split(" ", -1);
        MethodHandle factory;
        if (names.length == 1) {
            factory = lookup.findStatic(type, name, MethodType.methodType(type, source));
        } else {
            Method maker = type.getMethod(names[0]);
            MethodHandle of = lookup.findVirtual(maker.getReturnType(), names[1], MethodType.methodType(type, source));
            factory = MethodHandles.foldArguments(
                    of.asType(MethodType.methodType(type, maker.getReturnType(), source)), lookup.unreflect(maker));
        }
        return factory.asType(MethodType.methodType(Object.class, Object.class));
    }

    Gives gives() {
        return gives;
    }

    /** One of the same type whose subscriptions go to {@code handler}. */
    Object wrap(InvocationHandler handler) throws Throwable {
        Object proxy = Proxy.newProxyInstance(source.getClassLoader(), new Class<?>[] {source}, handler);
        return factory == null ? proxy : factory.invokeExact(proxy);
    }
}
