package dev.engram.agent.trace;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** What the JDK knows of its stages. */
final class StageStatus {

    private static final String STAGE = "java.util.concurrent.CompletableFuture$UniCompletion";

    /** The future that a stage completes, null once it has; null where the JDK's package is closed to the agent. */
    private static final @Nullable MethodHandle DEPENDENT = dependent();

    private StageStatus() {}

    private static @Nullable MethodHandle dependent() {
        try {
            Class<?> type = Class.forName(STAGE);
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .unreflectGetter(type.getDeclaredField("dep"))
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return null;
        }
    }

    /** Whether a stage that was just tried will not be tried again; false where that cannot be told. */
    static boolean isOver(Object stage) {
        MethodHandle dependent = DEPENDENT;
        if (!isDependent(stage.getClass())) {
            // What supplyAsync and runAsync make: it runs once.
            return true;
        }
        try {
            return dependent != null && dependent.invokeExact(stage) == null;
        } catch (Throwable unreadable) {
            return false;
        }
    }

    private static boolean isDependent(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().equals(STAGE)) {
                return true;
            }
        }
        return false;
    }
}
