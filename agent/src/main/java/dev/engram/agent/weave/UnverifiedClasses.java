package dev.engram.agent.weave;

import dev.engram.agent.log.Log;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Woven classes that the JVM has not verified yet, kept where {@code ENGRAM_DUMP_DIR} is set. Thread-safe; holds no class
 * loader, and {@value #MAX_BYTES} bytes at most.
 *
 * <p>What can be known: a class that was loaded before the agent is verified while it is retransformed, and the JVM tells
 * the agent that it refuses it. One that is loaded later is verified when the JVM links it, after the agent has given its
 * class file back, and only the application gets the {@link VerifyError}. {@link #verify} therefore has the JVM link each
 * that is loaded, which runs none of its code, and is told the same error. A class file that the JVM cannot even parse
 * never becomes a class, and is not found so.
 */
final class UnverifiedClasses {

    static final long MAX_BYTES = 64L << 20;

    private static final class Woven {
        private final WeakReference<ClassLoader> loader;
        private final byte[] before;
        private final byte[] after;

        Woven(ClassLoader loader, byte[] before, byte[] after) {
            this.loader = new WeakReference<>(loader);
            this.before = before.clone();
            this.after = after.clone();
        }

        long size() {
            return (long) before.length + after.length;
        }
    }

    private final ClassDump dump;
    private final Map<String, List<Woven>> waiting = new HashMap<>();
    private long bytes;

    /** @param dump is given the classes that the JVM refuses */
    UnverifiedClasses(ClassDump dump) {
        this.dump = dump;
    }

    /** A class was woven, and is given to the JVM. */
    synchronized void add(ClassLoader loader, String type, byte[] before, byte[] after) {
        Woven woven = new Woven(loader, before, after);
        if (bytes + woven.size() > MAX_BYTES) {
            Log.warnOnce("More than " + (MAX_BYTES >> 20) + " MiB of woven classes wait to be verified; of later ones"
                    + " ENGRAM_DUMP_DIR gets no class files.");
            return;
        }
        waiting.computeIfAbsent(type, name -> new ArrayList<>(1)).add(woven);
        bytes += woven.size();
    }

    /**
     * The JVM refused to retransform a class.
     *
     * @return where its class files are, as {@link ClassDump#write} says it; null when it was not woven
     */
    @Nullable
    String refused(Class<?> type, Throwable error) {
        Woven woven = take(type);
        return woven == null ? null : dump.write(type.getName(), woven.before, woven.after, error);
    }

    /**
     * Has the JVM verify the woven ones among these classes.
     *
     * @param refused is told of each class that the JVM refuses: its name, and a sentence without the name
     */
    void verify(Class<?>[] loaded, BiConsumer<String, String> refused) {
        for (Class<?> type : loaded) {
            Woven woven = take(type);
            VerifyError error = woven == null ? null : verify(type);
            if (woven != null && error != null) {
                refused.accept(
                        type.getName(),
                        "was woven, and the JVM's verifier refuses it: "
                                + error.toString().lines().findFirst().orElse("") + ". "
                                + dump.write(type.getName(), woven.before, woven.after, error));
            }
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // Only whether it throws matters.
    private static @Nullable VerifyError verify(Class<?> type) {
        try {
            // Reflection on members links the class, and so verifies it.
            type.getDeclaredConstructors();
            return null;
        } catch (VerifyError refused) {
            return refused;
        } catch (LinkageError | RuntimeException other) {
            // A library that this one can do without, or does: weaving names no type of it.
            return null;
        }
    }

    /** The newest of the class, which waits no more, nor do older ones; null when there is none. */
    private synchronized @Nullable Woven take(Class<?> type) {
        List<Woven> ofTheName = waiting.get(type.getName());
        if (ofTheName == null) {
            return null;
        }
        Woven newest = null;
        for (Woven each : List.copyOf(ofTheName)) {
            boolean isOfTheClass = each.loader.refersTo(type.getClassLoader());
            if (isOfTheClass || each.loader.refersTo(null)) {
                newest = isOfTheClass ? each : newest;
                ofTheName.remove(each);
                bytes -= each.size();
            }
        }
        if (ofTheName.isEmpty()) {
            waiting.remove(type.getName());
        }
        return newest;
    }
}
