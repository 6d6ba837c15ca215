package dev.engram.agent.rule;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells the mocks and spies that Mockito makes without a class of their own: it changes the mocked class, and knows its
 * mocks by identity. Mockito puts a class on the bootstrap loader before it makes the first one, so that an application
 * without Mockito pays for one field read. Thread-safe.
 */
public final class InlineMocks implements ClassFileTransformer {

    private static final String DISPATCHER = "org.mockito.internal.creation.bytebuddy.inject.MockMethodDispatcher";

    /** Whether Mockito came before this class, which then cannot know what it has changed. */
    private static final boolean CAME_BEFORE = isLoaded();

    private static volatile boolean isPossible = CAME_BEFORE;

    /** Whether a class was changed after it was loaded, as Mockito changes the class of each such mock. */
    private static final ClassValue<AtomicBoolean> CHANGED = new ClassValue<>() {
        @Override
        protected AtomicBoolean computeValue(Class<?> type) {
            return new AtomicBoolean(CAME_BEFORE);
        }
    };

    /** Mockito's own question, for each copy of Mockito in this process. */
    private static final class Mockito {
        private static final Map<?, ?> DISPATCHERS;

        /** The values of the map, to which Mockito only adds. */
        private static volatile Object[] all = {};

        private static final MethodHandle IS_MOCK;

        static {
            try {
                Class<?> type = Class.forName(DISPATCHER, true, null);
                Field dispatchers = type.getDeclaredField("DISPATCHERS");
                dispatchers.setAccessible(true);
                DISPATCHERS = (Map<?, ?>) dispatchers.get(null);
                IS_MOCK = MethodHandles.publicLookup()
                        .findVirtual(type, "isMock", MethodType.methodType(boolean.class, Object.class))
                        .asType(MethodType.methodType(boolean.class, Object.class, Object.class));
            } catch (ReflectiveOperationException otherVersion) {
                throw new ExceptionInInitializerError(otherVersion);
            }
        }

        static Object[] all() {
            if (all.length != DISPATCHERS.size()) {
                all = DISPATCHERS.values().toArray();
            }
            return all;
        }
    }

    private InlineMocks() {}

    /**
     * Looks out for Mockito from now on.
     *
     * @return what looks out, for {@link Instrumentation#removeTransformer}
     */
    public static ClassFileTransformer watch(Instrumentation instrumentation) {
        InlineMocks watching = new InlineMocks();
        // As one that can retransform: the JVM hands every class to a second list of transformers if there is one.
        instrumentation.addTransformer(watching, true);
        return watching;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (loader == null && className != null && className.endsWith("/MockMethodDispatcher")) {
            isPossible = true;
        }
        if (redefined != null) {
            CHANGED.get(redefined).set(true);
        }
        return null;
    }

    private static boolean isLoaded() {
        try {
            Class.forName(DISPATCHER, false, null);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /**
     * Whether the object is such a mock or spy.
     *
     * @return true also where Mockito is there and cannot be asked: then no object's methods are called
     */
    static boolean isMock(Object object) {
        if (!isPossible || !CHANGED.get(object.getClass()).get()) {
            return false;
        }
        try {
            for (Object dispatcher : Mockito.all()) {
                if ((boolean) Mockito.IS_MOCK.invokeExact(dispatcher, object)) {
                    return true;
                }
            }
            return false;
        } catch (VirtualMachineError grave) {
            throw grave;
        } catch (Throwable cannotBeAsked) {
            return true;
        }
    }
}
