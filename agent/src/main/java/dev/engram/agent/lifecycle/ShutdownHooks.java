package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shutdown hooks of the application, and of whoever else is in the process. The JVM runs all hooks at once and tells none of
 * the others; they are read from the JDK's own list, which stays as it is while they run.
 *
 * <p>Thread-safe.
 */
public final class ShutdownHooks {

    private static final String LIST = "java.lang.ApplicationShutdownHooks";

    private static final long STEP_MILLIS = 1;

    private final @Nullable Map<?, ?> hooks;

    private ShutdownHooks(@Nullable Map<?, ?> hooks) {
        this.hooks = hooks;
    }

    /** None that are known: there is nobody to wait for. */
    public static ShutdownHooks none() {
        return new ShutdownHooks(null);
    }

    /** Those of this JVM; none where it does not show them. */
    public static ShutdownHooks ofThisJvm() {
        try {
            Field field = Class.forName(LIST, false, null).getDeclaredField("hooks");
            field.setAccessible(true);
            return new ShutdownHooks((Map<?, ?>) field.get(null));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            Log.debug(
                    "Recording ends when the process begins to end: its shutdown hooks are not known (" + other + ").");
            return none();
        }
    }

    /**
     * Waits until all others have ended. For a hook, while the JVM runs them.
     *
     * @param deadline as {@link System#nanoTime} has it
     */
    void awaitOthers(long deadline) throws InterruptedException {
        for (Thread each : others()) {
            // One that is not started yet will be.
            while (each.getState() != Thread.State.TERMINATED) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                if (each.isAlive()) {
                    each.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
                } else {
                    TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
                }
            }
        }
    }

    private List<Thread> others() {
        List<Thread> others = new ArrayList<>();
        Map<?, ?> known = hooks;
        if (known != null) {
            for (Object each : known.keySet()) {
                if (each instanceof Thread thread && thread != Thread.currentThread()) {
                    others.add(thread);
                }
            }
        }
        return others;
    }
}
