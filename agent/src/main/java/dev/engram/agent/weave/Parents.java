package dev.engram.agent.weave;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/** The superclass and the interfaces that one class file names, without those of the JDK. Names with dots. Immutable. */
final class Parents {

    static final Parents NONE = new Parents(null, List.of());

    private final @Nullable String superclass;
    private final List<String> interfaces;

    private Parents(@Nullable String superclass, List<String> interfaces) {
        this.superclass = superclass;
        this.interfaces = interfaces;
    }

    /** Of a class file newer than the reader: none. That is said only of a class that is to be woven. */
    static Parents of(byte[] classFile) {
        ClassReader reader;
        try {
            reader = new ClassReader(classFile);
        } catch (IllegalArgumentException newerThanTheReader) {
            return NONE;
        }
        String superName = reader.getSuperName();
        List<String> interfaces = new ArrayList<>();
        for (String each : reader.getInterfaces()) {
            if (!isOfTheJdk(each)) {
                interfaces.add(each.replace('/', '.'));
            }
        }
        String superclass = superName == null || isOfTheJdk(superName) ? null : superName.replace('/', '.');
        return superclass == null && interfaces.isEmpty() ? NONE : new Parents(superclass, List.copyOf(interfaces));
    }

    /** Names that the bootstrap and platform loaders alone may define, or define in practice. */
    private static boolean isOfTheJdk(String internalName) {
        return internalName.startsWith("java/") || internalName.startsWith("jdk/") || internalName.startsWith("sun/");
    }

    /** Null for Object or another class of the JDK. */
    @Nullable
    String superclass() {
        return superclass;
    }

    List<String> interfaces() {
        return interfaces;
    }
}
