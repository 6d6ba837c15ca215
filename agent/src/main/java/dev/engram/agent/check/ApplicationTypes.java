package dev.engram.agent.check;

import dev.engram.agent.classpath.Bounded;
import dev.engram.agent.classpath.ClassPath;
import dev.engram.agent.weave.classfile.ClassHeader;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.SupertypeNames;
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
final class ApplicationTypes {

    /** More than one path is ever looked up in. */
    private static final int MAX_TYPES = 1_000;

    private final ClassPath classPath;
    private final Map<String, List<String>> children = new HashMap<>();
    private final Map<String, Optional<ClassModel>> known = new HashMap<>();

    ApplicationTypes(ClassPath classPath) {
        this.classPath = classPath;
    }

    /** Remembers what the type extends and implements. */
    void add(ClassHeader type) {
        if (type.superclass() != null) {
            addChild(type.superclass(), type);
        }
        type.interfaces().forEach(each -> addChild(each, type));
    }

    private void addChild(String parent, ClassHeader type) {
        children.computeIfAbsent(parent, each -> new ArrayList<>(1)).add(type.name());
    }

    /** Null when there is no such class file, or none that can be read. */
    @Nullable
    ClassModel get(String type) {
        Optional<ClassModel> model = known.get(type);
        if (model == null) {
            model = Optional.ofNullable(read(type));
            known.put(type, model);
        }
        return model.orElse(null);
    }

    /** The members of a type; null when there is no such class file, or none that can be read. */
    @Nullable
    TypeMembers members(String type) {
        ClassModel model = get(type);
        return model == null ? null : new TypeMembers(model);
    }

    private @Nullable ClassModel read(String type) {
        byte[] classFile = isOfTheClassPath(type) ? classPath.read(type) : ofTheJdk(type);
        try {
            return classFile == null ? null : ClassModel.read(classFile);
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
        ClassHeader header = header(type);
        SupertypeNames supertypes = header == null ? null : SupertypeNames.of(header, this::header, leftOut -> false);
        return supertypes == null || !supertypes.isComplete() ? null : supertypes.names();
    }

    private @Nullable ClassHeader header(String type) {
        ClassModel model = get(type);
        return model == null ? null : model.header();
    }
}
