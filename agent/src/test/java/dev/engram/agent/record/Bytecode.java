package dev.engram.agent.record;

import static net.bytebuddy.jar.asm.Opcodes.ACC_SYNCHRONIZED;
import static net.bytebuddy.jar.asm.Opcodes.ASM9;
import static net.bytebuddy.jar.asm.Opcodes.MONITORENTER;
import static net.bytebuddy.jar.asm.Opcodes.NEW;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Which method calls which, and where locks are taken, as the class files say. A call of a type's method counts as one of each
 * method that overrides it, in a class of which the agent makes instances, and of each lambda that implements it.
 */
final class Bytecode {

    /**
     * A method.
     *
     * @param owner its class, as {@link Class#getName} has it
     */
    record Method(String owner, String name, String descriptor) {

        String text() {
            return owner + "." + name;
        }
    }

    private static final class Code {
        private final Set<Method> calls = new LinkedHashSet<>();
        private int locks;
    }

    private final Map<Method, Code> methods = new HashMap<>();
    private final Map<Method, Set<Method>> lambdas = new HashMap<>();
    private final Set<String> instantiated = new HashSet<>();
    private final Map<String, String> superclasses = new HashMap<>();
    private final Map<String, List<String>> subtypes = new HashMap<>();

    /** Reads all classes of the folder or jar that {@code one} comes from. */
    void read(Class<?> one) throws IOException, URISyntaxException {
        Path place =
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            readAll(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                readAll(jar.getPath("/"));
            }
        }
    }

    private void readAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(each -> each.toString().endsWith(".class")).forEach(each -> {
                try {
                    new ClassReader(Files.readAllBytes(each)).accept(new Types(), ClassReader.SKIP_DEBUG);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Method method(String owner, String name, String descriptor) {
        return new Method(owner.replace('/', '.'), name, descriptor);
    }

    private final class Types extends ClassVisitor {
        private String type = "";

        Types() {
            super(ASM9);
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String[] interfaces) {
            type = name.replace('/', '.');
            List<String> above = new ArrayList<>(List.of(interfaces));
            if (superName != null) {
                above.add(superName);
                superclasses.put(type, superName.replace('/', '.'));
            }
            above.forEach(each -> subtypes.computeIfAbsent(each.replace('/', '.'), any -> new ArrayList<>())
                    .add(type));
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            Code code = new Code();
            if ((access & ACC_SYNCHRONIZED) != 0) {
                code.locks++;
            }
            methods.put(new Method(type, name, descriptor), code);
            return new Calls(type, code);
        }
    }

    private final class Calls extends MethodVisitor {
        private final String type;
        private final Code code;

        Calls(String type, Code code) {
            super(ASM9);
            this.type = type;
            this.code = code;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == MONITORENTER) {
                code.locks++;
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String made) {
            if (opcode == NEW && type.startsWith("dev.engram.")) {
                instantiated.add(made.replace('/', '.'));
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            code.calls.add(method(owner, name, descriptor));
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (arguments.length > 1 && arguments[0] instanceof Type type && arguments[1] instanceof Handle body) {
                String implemented = Type.getReturnType(descriptor).getInternalName();
                lambdas.computeIfAbsent(method(implemented, name, type.getDescriptor()), any -> new LinkedHashSet<>())
                        .add(method(body.getOwner(), body.getName(), body.getDesc()));
            }
        }
    }

    /** The methods of a class. */
    Stream<Method> methods(Class<?> type) {
        return methods.keySet().stream().filter(each -> each.owner().equals(type.getName()));
    }

    /** Whether the code of this method was read. */
    boolean has(Method method) {
        return methods.containsKey(method);
    }

    /** How many times it takes a lock. */
    int locks(Method method) {
        Code code = methods.get(method);
        return code == null ? 0 : code.locks;
    }

    /** What a method may call; a method of the JDK calls nothing. */
    Set<Method> callees(Method caller) {
        Set<Method> callees = new LinkedHashSet<>();
        Code code = methods.get(caller);
        if (code != null) {
            code.calls.forEach(each -> addTargets(each, callees));
        }
        return callees;
    }

    private void addTargets(Method called, Set<Method> targets) {
        Method inherited = inherited(called.owner(), called);
        targets.add(inherited == null ? called : inherited);
        if (called.owner().startsWith("java.")) {
            return;
        }
        Deque<String> below = new ArrayDeque<>(List.of(called.owner()));
        while (!below.isEmpty()) {
            String type = below.remove();
            below.addAll(subtypes.getOrDefault(type, List.of()));
            Method implemented = instantiated.contains(type) ? inherited(type, called) : null;
            if (implemented != null) {
                targets.add(implemented);
            }
            targets.addAll(lambdas.getOrDefault(new Method(type, called.name(), called.descriptor()), Set.of()));
        }
    }

    /** The method that runs where this one is called on an instance of {@code type}; null where none of its code was read. */
    private @Nullable Method inherited(String type, Method called) {
        for (String each = type; each != null; each = superclasses.get(each)) {
            Method method = new Method(each, called.name(), called.descriptor());
            if (has(method)) {
                return method;
            }
        }
        return null;
    }
}
