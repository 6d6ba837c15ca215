package dev.engram.agent.weave.code;

import dev.engram.agent.context.HandOver;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Puts a call of {@code Probe} before each return of a constructor of {@code java.net.http}'s request: of the one that is made
 * of the application's request, which itself stays as it is, and of the one that follows a redirect.
 *
 * <pre>{@code
 *   Probe.send(this.systemHeadersBuilder.map(), this.userHeaders.map()); return;
 *   Probe.sendAgain(this.systemHeadersBuilder.map(), other.systemHeadersBuilder.map()); return;
 * }</pre>
 *
 * <p>What the client adds by itself is seen neither in the application's request nor in {@code HttpResponse.request()}.
 */
public final class HeaderCalls extends MethodVisitor {

    private static final String REQUEST = "jdk/internal/net/http/HttpRequestImpl";
    private static final String BUILDER = "jdk/internal/net/http/common/HttpHeadersBuilder";
    private static final String HEADERS = "java/net/http/HttpHeaders";
    private static final String ADDED = "systemHeadersBuilder";
    private static final String GIVEN = "userHeaders";
    private static final String MAP = "()Ljava/util/Map;";
    private static final String TWO_MAPS = "(Ljava/util/Map;Ljava/util/Map;)V";

    private final boolean isAgain;
    private final int other;

    /** @param other the index of the variable that holds the request of which this one is made */
    public HeaderCalls(HandOver handOver, int other, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.isAgain = handOver.role() == HandOver.Role.SENDS_AGAIN;
        this.other = other;
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.RETURN) {
            added(0);
            if (isAgain) {
                added(other);
            } else {
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitFieldInsn(Opcodes.GETFIELD, REQUEST, GIVEN, "L" + HEADERS + ";");
                super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, HEADERS, "map", MAP, false);
            }
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, ProbeCalls.PROBE, isAgain ? "sendAgain" : "send", TWO_MAPS, false);
        }
        super.visitInsn(opcode);
    }

    private void added(int request) {
        super.visitVarInsn(Opcodes.ALOAD, request);
        super.visitFieldInsn(Opcodes.GETFIELD, REQUEST, ADDED, "L" + BUILDER + ";");
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "map", MAP, false);
    }

    /** Whether hand-overs, which are of one class, are woven by this. */
    public static boolean areMeantBy(List<HandOver> handOvers) {
        return handOvers.get(0).role() == HandOver.Role.SENDS;
    }

    /** Whether a class has the fields and itself calls the method that these calls need: another JDK's may not. */
    public static boolean fit(ClassReader reader) {
        Needs needs = new Needs();
        reader.accept(needs, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return needs.hasAdded && needs.hasGiven && needs.callsMap;
    }

    private static final class Needs extends ClassVisitor {
        private boolean hasAdded;
        private boolean hasGiven;
        private boolean callsMap;

        Needs() {
            super(Opcodes.ASM9);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
            hasAdded |= !isStatic && name.equals(ADDED) && descriptor.equals("L" + BUILDER + ";");
            hasGiven |= !isStatic && name.equals(GIVEN) && descriptor.equals("L" + HEADERS + ";");
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String called, String calledDescriptor, boolean ofInterface) {
                    callsMap |= owner.equals(BUILDER) && called.equals("map") && calledDescriptor.equals(MAP);
                }
            };
        }
    }
}
