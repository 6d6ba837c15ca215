package dev.engram.agent.check;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of the class path and of this JVM's JDK, with what extends what. Not thread-safe; remembers what it read.
 *
 * <p>All types of the class path are made known by {@link #add} before they are asked for.
 */
final class TypeFiles {

    /** More than one path is ever looked up in. */
    private static final int MAX_TYPES = 1_000;

    private final ClassPath classPath;
    private final Map<String, List<String>> children = new HashMap<>();
    private final Map<String, Optional<TypeFile>> known = new HashMap<>();

    TypeFiles(ClassPath classPath) {
        this.classPath = classPath;
    }

    /** Remembers what the type extends and implements. */
    void add(String type, Iterable<String> parents) {
        for (String parent : parents) {
            children.computeIfAbsent(parent, each -> new ArrayList<>(1)).add(type);
        }
    }

    /** Null when there is no such class file, or none that can be read. */
    @Nullable
    TypeFile get(String type) {
        Optional<TypeFile> file = known.get(type);
        if (file == null) {
            file = Optional.ofNullable(read(type));
            known.put(type, file);
        }
        return file.orElse(null);
    }

    private @Nullable TypeFile read(String type) {
        byte[] classFile = isOfTheClassPath(type) ? classPath.read(type) : ofTheJdk(type);
        try {
            return classFile == null ? null : TypeFile.read(classFile);
        } catch (RuntimeException broken) {
            classPath.complain(type, "the class file is broken (" + broken + ")");
            return null;
        }
    }

    boolean isOfTheClassPath(String type) {
        return classPath.types().contains(type);
    }

    private static byte @Nullable [] ofTheJdk(String type) {
        String name = type.replace('.', '/') + ".class";
        try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(name)) {
            return in == null ? null : Bounded.read(in, ClassPath.MAX_CLASS_FILE);
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** The type and what extends or implements it on the class path; null when these are too many to look at. */
    @Nullable
    Set<String> withSubtypes(String type) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(type));
        while (!next.isEmpty()) {
            String each = next.remove();
            if (all.add(each)) {
                next.addAll(children.getOrDefault(each, List.of()));
            }
            if (all.size() > MAX_TYPES) {
                return null;
            }
        }
        return all;
    }

    /**
     * The type, its superclasses, then all their interfaces, as a path looks for a name in them; null when one of them is
     * not there.
     */
    @Nullable
    Set<String> withSupertypes(String type) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> interfaces = new ArrayDeque<>();
        for (String each = type; each != null; ) {
            TypeFile file = get(each);
            // A superclass that is its own superclass is a broken class file's.
            if (file == null || !all.add(each)) {
                return null;
            }
            interfaces.addAll(file.interfaces());
            each = file.superclass();
        }
        while (!interfaces.isEmpty()) {
            String each = interfaces.remove();
            if (all.add(each)) {
                TypeFile file = get(each);
                if (file == null) {
                    return null;
                }
                interfaces.addAll(file.interfaces());
            }
        }
        return all;
    }
}
