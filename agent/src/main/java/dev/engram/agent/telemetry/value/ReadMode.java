package dev.engram.agent.telemetry.value;

import dev.engram.agent.rule.ProxyClasses;
import dev.engram.agent.types.TypeValue;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.lang.reflect.Member;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * How an object of a class is read to tell its JSON. Whatever runs or changes something when it is read is refused:
 * streams and iterators are used up, futures wait, handles do I/O, proxies and foreign collections may fetch.
 */
public enum ReadMode {
    /** As data, like Jackson does. */
    DATA,
    /** A JDK value whose text is its JSON string. */
    TEXT,
    /**
     * As data, but in a {@link BoundedCall}: its methods are the application's own, or may wait for a lock of its.
     */
    BOUNDED,
    /** Another JSON library's tree, of the application's loader: its {@code toString}, in a {@link BoundedCall}, is its JSON. */
    JSON,
    /** An optional: by what it holds. */
    OPTIONAL,
    /** Never. */
    REFUSED;

    /** JSON trees by name: the application's copy is none of ours, and each is its own {@code Iterable}, bean or map. */
    private static final Set<String> JSON_TREES = Set.of(
            "com.fasterxml.jackson.databind.JsonNode",
            "tools.jackson.databind.JsonNode",
            "org.json.JSONObject",
            "org.json.JSONArray",
            "com.google.gson.JsonElement");

    private static final Set<Class<?>> REFUSED_TYPES = Set.of(
            AutoCloseable.class,
            ClassLoader.class,
            Class.class,
            CompletionStage.class,
            Enumeration.class,
            Executor.class,
            File.class,
            Flow.Publisher.class,
            Future.class,
            Iterator.class,
            Lock.class,
            Member.class,
            MethodHandle.class,
            Reference.class,
            Runnable.class,
            Thread.class,
            ThreadLocal.class,
            Throwable.class);

    private static final Set<String> REFUSED_NAMES =
            Set.of("org.reactivestreams.Publisher", "kotlin.sequences.Sequence", "scala.collection.Iterator");

    private static final Set<Class<?>> TEXT_TYPES = Set.of(
            TemporalAccessor.class,
            TemporalAmount.class,
            Path.class,
            Locale.class,
            TimeZone.class,
            java.net.URI.class,
            java.net.URL.class);

    private static final Set<Class<?>> DATA_TYPES = Set.of(
            CharSequence.class,
            Number.class,
            Boolean.class,
            Character.class,
            UUID.class,
            Date.class,
            Calendar.class,
            ByteBuffer.class,
            Map.Entry.class,
            AtomicBoolean.class,
            AtomicReference.class);

    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private static final ClassValue<ReadMode> BY_TYPE = new TypeValue<>() {
        @Override
        protected ReadMode compute(Class<?> type) {
            return find(type);
        }
    };

    /** How objects of that class are read. */
    public static ReadMode of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    /** How that object is read: a mock or spy of Mockito's, which may have no class of its own, never. */
    public static ReadMode ofObject(Object object) {
        return ProxyClasses.isProxyOrMock(object) ? REFUSED : of(object.getClass());
    }

    private static ReadMode find(Class<?> type) {
        if (type.isPrimitive() || type.isArray() || type == Object.class || Enum.class.isAssignableFrom(type)) {
            return DATA;
        }
        if (isNamed(type, JSON_TREES)) {
            return JSON;
        }
        if (isAny(type, REFUSED_TYPES) || isNamed(type, REFUSED_NAMES) || isGenerated(type)) {
            return REFUSED;
        }
        if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            return InMemory.is(type) ? InMemory.isPlain(type) ? DATA : BOUNDED : REFUSED;
        }
        if (OPTIONALS.contains(type)) {
            return OPTIONAL;
        }
        boolean isOfJdk =
                type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
        if (isOfJdk) {
            return isAny(type, TEXT_TYPES) ? TEXT : isAny(type, DATA_TYPES) ? ofJdk(type) : REFUSED;
        }
        if (Iterable.class.isAssignableFrom(type)) {
            return REFUSED;
        }
        return isAny(type, DATA_TYPES) ? BOUNDED : DATA;
    }

    /** A buffer has a lock of its own; what is behind the other is not to be seen. */
    private static ReadMode ofJdk(Class<?> type) {
        boolean mayWait = type == StringBuffer.class || CharBuffer.class.isAssignableFrom(type);
        return mayWait ? BOUNDED : DATA;
    }

    private static boolean isAny(Class<?> type, Set<Class<?>> candidates) {
        for (Class<?> each : candidates) {
            if (each.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    /** Lambdas, proxies, mocks, and the subclasses that frameworks write: what they do when read is not to be seen. */
    private static boolean isGenerated(Class<?> type) {
        String name = type.getName();
        return ProxyClasses.isProxy(type) || name.indexOf('/') >= 0 || name.contains("$$");
    }

    /** Whether {@code type}, or anything that it extends or implements, has one of these names. */
    private static boolean isNamed(@Nullable Class<?> type, Set<String> names) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (names.contains(each.getName())) {
                return true;
            }
            for (Class<?> implemented : each.getInterfaces()) {
                if (isNamed(implemented, names)) {
                    return true;
                }
            }
        }
        return false;
    }
}
