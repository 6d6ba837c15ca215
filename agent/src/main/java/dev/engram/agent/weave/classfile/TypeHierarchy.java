package dev.engram.agent.weave.classfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What the types of one class loader, or of one class path, extend and implement, read from class files: loading a class
 * to look at it would change the order in which the application loads its own. The JDK's types are left out.
 * Thread-safe; remembers what it read, within a bound.
 */
public final class TypeHierarchy {

    private static final int MAX_REMEMBERED = 20_000;

    /** Remembered of a type whose class file was not found. */
    private static final ClassHeader MISSING = ClassHeader.nameOnly("");

    private final Predicate<String> isLeaf;
    private final Map<String, ClassHeader> known = new ConcurrentHashMap<>();

    /** @param isLeaf whether a type of this name is taken to have no supertypes, so that its class file is not read */
    public TypeHierarchy(Predicate<String> isLeaf) {
        this.isLeaf = isLeaf;
    }

    /**
     * The names of the type and of all its supertypes outside the JDK, in the order of {@link SupertypeNames}. A class file that
     * is not found ends its branch.
     *
     * @throws RuntimeException of any kind when a class file is broken
     */
    public Set<String> supertypes(ClassHeader type, ClassFiles files) {
        return SupertypeNames.of(type, name -> header(name, files), TypeHierarchy::isOfTheJdk)
                .names();
    }

    /**
     * The names of the superclasses outside the JDK, nearest first.
     *
     * @throws RuntimeException of any kind when a class file is broken
     */
    public List<String> superclasses(ClassHeader type, ClassFiles files) {
        ClassHeader withoutInterfaces = withoutInterfaces(type);
        List<String> names = new ArrayList<>(SupertypeNames.of(
                        withoutInterfaces, name -> withoutInterfaces(header(name, files)), TypeHierarchy::isOfTheJdk)
                .names());
        return names.subList(1, names.size());
    }

    private static ClassHeader withoutInterfaces(ClassHeader type) {
        return new ClassHeader(type.name(), type.access(), type.superclass(), List.of());
    }

    /** Keeps what is known already, so that the type's class file need not be read. */
    public void learn(ClassHeader type) {
        learn(type.name(), type);
    }

    /** Keeps what the JVM knows of a loaded type and its supertypes, whose class files need not be read then. */
    public void learn(Class<?> type) {
        for (Class<?> each = type; each != null && !isOfTheJdk(each.getName()); each = each.getSuperclass()) {
            if (each != type) {
                learn(ClassHeader.of(each));
            }
            for (Class<?> implemented : each.getInterfaces()) {
                learnInterface(implemented);
            }
        }
    }

    private void learnInterface(Class<?> type) {
        if (!isOfTheJdk(type.getName())) {
            learn(ClassHeader.of(type));
            for (Class<?> each : type.getInterfaces()) {
                learnInterface(each);
            }
        }
    }

    private void learn(String name, ClassHeader type) {
        if (known.size() < MAX_REMEMBERED) {
            known.put(name, type);
        }
    }

    private ClassHeader header(String name, ClassFiles files) {
        ClassHeader header = known.get(name);
        if (header == null && isLeaf.test(name)) {
            return MISSING;
        }
        if (header == null) {
            byte[] classFile = files.read(name);
            header = classFile == null ? MISSING : ClassHeader.readIfKnown(name, classFile);
            learn(name, header);
        }
        return header;
    }

    /** Whether a type has a name that the bootstrap and platform loaders alone may define, or define in practice. */
    public static boolean isOfTheJdk(String name) {
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
    }
}
