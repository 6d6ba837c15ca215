package dev.engram.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Classes of which nobody could say, while they were defined, whether they are to be woven: what they extend was not loaded, and
 * their loader showed no class file. They are shown again once they are loaded, on a thread that holds no lock of the
 * application. Thread-safe.
 */
final class LateClasses {

    /** More wait for no class loader that works. */
    private static final int MAX = 10_000;

    /** A class that is not loaded by then will not be: its loader has failed. */
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Instrumentation instrumentation;
    private final Runnable prepare;
    private final Consumer<Class<?>> weave;

    /** Guarded by this. */
    private final List<Late> waiting = new ArrayList<>();

    private boolean isRunning;
    private boolean isClosed;

    private static final class Late {
        private final WeakReference<ClassLoader> loader;
        private final String name;
        private final long since = System.nanoTime();

        Late(ClassLoader loader, String name) {
            this.loader = new WeakReference<>(loader);
            this.name = name;
        }
    }

    /**
     * None so far.
     *
     * @param prepare runs on the thread that shows classes again, before it does
     * @param weave shows a class again
     */
    LateClasses(Instrumentation instrumentation, Runnable prepare, Consumer<Class<?>> weave) {
        this.instrumentation = instrumentation;
        this.prepare = prepare;
        this.weave = weave;
    }

    /** Has a class be shown again once it is loaded. */
    synchronized void add(ClassLoader loader, String name) {
        if (isClosed || waiting.size() >= MAX) {
            return;
        }
        waiting.add(new Late(loader, name));
        if (!isRunning) {
            isRunning = true;
            Thread thread = new Thread(null, this::run, "engram-late-classes", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    private void run() {
        prepare.run();
        long pause = FIRST_NANOS;
        while (hasMore()) {
            LockSupport.parkNanos(pause);
            List<Class<?>> loaded = takeLoaded();
            loaded.forEach(weave);
            pause = loaded.isEmpty() ? Math.min(2 * pause, LAST_NANOS) : FIRST_NANOS;
        }
    }

    private synchronized boolean hasMore() {
        long now = System.nanoTime();
        waiting.removeIf(each -> now - each.since > MAX_NANOS || each.loader.get() == null);
        isRunning = !waiting.isEmpty() && !isClosed;
        return isRunning;
    }

    private List<Class<?>> takeLoaded() {
        Class<?>[] all = instrumentation.getAllLoadedClasses();
        List<Class<?>> found = new ArrayList<>();
        synchronized (this) {
            Set<String> names = new HashSet<>();
            waiting.forEach(each -> names.add(each.name));
            for (Class<?> type : all) {
                if (names.contains(type.getName())
                        && waiting.removeIf(each ->
                                each.name.equals(type.getName()) && each.loader.refersTo(type.getClassLoader()))) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    /** Shows none again any more. */
    synchronized void close() {
        isClosed = true;
        waiting.clear();
    }
}
