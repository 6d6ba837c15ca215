package dev.engram.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;

/**
 * What types extend and implement, read from class files: loading a class to look at it would change the order in which the
 * application loads its own. The JDK's types are left out. Thread-safe; remembers what it read, within a bound.
 */
final class Ancestry {

    /** More supertypes than any sane type has. */
    private static final int MAX_SUPERTYPES = 256;

    private static final int MAX_REMEMBERED = 20_000;

    private final Map<ClassLoader, Map<String, List<String>>> parentsByLoader =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * The type and all its supertypes outside the JDK, nearest first. A class file that the loader does not show ends its
     * branch.
     *
     * @param typeName with dots
     * @param classFile the type's own
     */
    Set<String> of(String typeName, byte[] classFile, ClassLoader loader) {
        Set<String> names = new LinkedHashSet<>();
        names.add(typeName);
        for (String parent : parents(classFile)) {
            collect(parent, loader, names);
        }
        return names;
    }

    private void collect(String typeName, ClassLoader loader, Set<String> names) {
        if (names.size() < MAX_SUPERTYPES && names.add(typeName)) {
            for (String parent : parents(typeName, loader)) {
                collect(parent, loader, names);
            }
        }
    }

    private List<String> parents(String typeName, ClassLoader loader) {
        Map<String, List<String>> known = parentsByLoader.computeIfAbsent(loader, each -> new ConcurrentHashMap<>());
        List<String> parents = known.get(typeName);
        if (parents == null) {
            parents = read(typeName, loader);
            if (known.size() < MAX_REMEMBERED) {
                known.put(typeName, parents);
            }
        }
        return parents;
    }

    private static List<String> read(String typeName, ClassLoader loader) {
        try (InputStream in = loader.getResourceAsStream(typeName.replace('.', '/') + ".class")) {
            return in == null ? List.of() : parents(in.readAllBytes());
        } catch (IOException unreadable) {
            // The application will hear of it when it loads the class.
            return List.of();
        }
    }

    /** The superclass and the interfaces outside the JDK. */
    private static List<String> parents(byte[] classFile) {
        ClassReader reader;
        try {
            reader = new ClassReader(classFile);
        } catch (IllegalArgumentException newerThanTheReader) {
            // Said only of a class that is to be woven; thousands of others may be of this kind.
            return List.of();
        }
        Set<String> parents = new LinkedHashSet<>();
        String superName = reader.getSuperName();
        if (superName != null) {
            parents.add(superName.replace('/', '.'));
        }
        for (String each : reader.getInterfaces()) {
            parents.add(each.replace('/', '.'));
        }
        parents.removeIf(name -> name.startsWith("java."));
        return List.copyOf(parents);
    }
}
