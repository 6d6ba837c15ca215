package dev.engram.agent.it;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where this JVM's libraries lie. */
final class ClassPath {

    private ClassPath() {}

    /** The jars that hold these classes; a class that is not there is passed over, as an optional dependency is. */
    static List<Path> jarsOf(String... classNames) throws URISyntaxException {
        List<Path> jars = new ArrayList<>();
        for (String name : classNames) {
            Class<?> type = find(name);
            if (type != null) {
                jars.add(Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            }
        }
        return jars;
    }

    private static @Nullable Class<?> find(String name) {
        try {
            return Class.forName(name, false, ClassPath.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            return null;
        }
    }
}
