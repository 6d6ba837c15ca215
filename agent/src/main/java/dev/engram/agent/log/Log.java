package dev.engram.agent.log;

import java.io.PrintStream;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines on the process's original standard error, each beginning with {@code [engram]}. Standard output is the
 * application's alone. Thread-safe.
 *
 * <p>No {@code java.util.logging} and no logging library: touching either before {@code main} would set up the
 * application's logging for it.
 */
public final class Log {

    /** How much is said; each level includes those before it. */
    public enum Level {
        OFF,
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /** Sentences remembered so as to be said once; any further one is not said at all. */
    private static final int MAX_ONCE = 1000;

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    /** Counted apart: the size of a concurrent set is a walk. It may go over the limit by the number of threads. */
    private static final AtomicInteger SAID_COUNT = new AtomicInteger();

    /** Warnings that wait for {@link #flush}. Lock-free; bounded by {@link #MAX_ONCE}. */
    private static final Queue<Waiting> WAITING = new ConcurrentLinkedQueue<>();

    private static volatile boolean deferred;

    // The application may replace System.err later; Engram's lines keep going where they began.
    private static final PrintStream OUT = System.err;

    private static volatile Level level = Level.INFO;

    private static volatile @Nullable Consumer<String> listener;

    private Log() {}

    public static void setLevel(Level next) {
        level = next;
    }

    /** Hands a copy of each line from now on to {@code next}, on the thread that writes it; null ends that. */
    public static void listen(@Nullable Consumer<String> next) {
        listener = next;
    }

    public static boolean isDebug() {
        return level == Level.DEBUG;
    }

    public static void error(String sentence) {
        write(Level.ERROR, sentence, null);
    }

    public static void warn(String sentence) {
        write(Level.WARN, sentence, null);
    }

    /**
     * Warns, unless this very sentence was already said. For the application's threads: while warnings are deferred it
     * takes no lock and does no I/O.
     */
    public static void warnOnce(String sentence) {
        warnOnce(sentence, null);
    }

    /** The same with a stack trace that is printed at debug level only. */
    public static void warnOnce(String sentence, @Nullable Throwable cause) {
        if (SAID_COUNT.get() >= MAX_ONCE || !SAID.add(sentence)) {
            return;
        }
        SAID_COUNT.incrementAndGet();
        if (!deferred) {
            write(Level.WARN, sentence, cause);
            return;
        }
        WAITING.add(new Waiting(sentence, cause));
        if (!deferred) {
            // Turned off meanwhile: nobody else may come for it.
            flush();
        }
    }

    /**
     * Whether {@link #warnOnce} leaves its sentences to {@link #flush}, which some thread of Engram's then has to call now
     * and then. Turning it off writes what waits.
     */
    public static void defer(boolean on) {
        deferred = on;
        if (!on) {
            flush();
        }
    }

    /** Writes the warnings that wait, in their order. */
    public static void flush() {
        for (Waiting next = WAITING.poll(); next != null; next = WAITING.poll()) {
            write(Level.WARN, next.sentence, next.cause);
        }
    }

    private record Waiting(String sentence, @Nullable Throwable cause) {}

    public static void info(String sentence) {
        write(Level.INFO, sentence, null);
    }

    public static void debug(String sentence) {
        write(Level.DEBUG, sentence, null);
    }

    /** A warning whose stack trace is printed at debug level only. */
    public static void warn(String sentence, Throwable cause) {
        write(Level.WARN, sentence, cause);
    }

    private static void trace(Throwable cause) {
        try {
            cause.printStackTrace(OUT);
        } catch (Throwable again) {
            // It is the application's own, and cannot even be asked what it is.
            OUT.println(cause.getClass().getName() + " (it has no stack trace to show)");
        }
    }

    private static void write(Level at, String sentence, @Nullable Throwable cause) {
        if (at.compareTo(level) > 0) {
            return;
        }
        StringBuilder line = new StringBuilder("[engram] ");
        if (at == Level.WARN || at == Level.ERROR || at == Level.DEBUG) {
            line.append(at).append(' ');
        }
        line.append(sentence);
        Consumer<String> copy = listener;
        if (copy != null) {
            copy.accept(line.toString());
        }
        synchronized (OUT) {
            OUT.println(line);
            if (cause != null && isDebug()) {
                trace(cause);
            }
        }
    }
}
