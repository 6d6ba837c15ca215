package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.function.Consumer;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of Kotlin's coroutines.
 *
 * <p>A suspending method is compiled to one that takes a continuation, and returns a mark where it suspends. When it goes
 * on it is called again with a continuation of its own, which has set the sign bit of its label for the method to know it
 * by. The method tells its result to the continuation that it was called with at first.
 *
 * <p>That one is put into another, as Kotlin itself would compile a method that only calls this one. It has to be a
 * subclass of Kotlin's own class, or else what resumes it would pass by the dispatcher that the coroutine runs on. So the
 * class is written here, and defined once beside Kotlin's own.
 */
final class Coroutines {

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";
    private static final String PACKAGE = "kotlin/coroutines/jvm/internal/";
    private static final String SUPER = PACKAGE + "ContinuationImpl";
    private static final String NAME = PACKAGE + "EngramContinuation";
    private static final String CONSUMER = "Ljava/util/function/Consumer;";
    private static final String SUPPLIER = "java/util/function/Supplier";

    /** The label of a method's own continuation; null for any other. */
    private static final ClassValue<@Nullable Field> LABELS = new ClassValue<>() {
        @Override
        protected @Nullable Field computeValue(Class<?> type) {
            return label(type);
        }
    };

    /** Makes a continuation of another and what is to be told, with the Kotlin of a continuation's class. */
    private static final ClassValue<@Nullable MethodHandle> MAKERS = new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> type) {
            return maker(type);
        }
    };

    private Coroutines() {}

    /** Whether a suspending method that gets this continuation goes on, rather than begins. */
    static boolean goesOn(Object continuation) throws IllegalAccessException {
        Field label = LABELS.get(continuation.getClass());
        return label != null && label.getInt(continuation) < 0;
    }

    private static @Nullable Field label(Class<?> type) {
        try {
            Field label = type.getDeclaredField("label");
            if (label.getType() != int.class) {
                return null;
            }
            label.setAccessible(true);
            return label;
        } catch (NoSuchFieldException | RuntimeException none) {
            return null;
        }
    }

    /** Whether a suspending method has returned this because its result comes later. */
    static boolean isSuspended(@Nullable Object returned) {
        return returned instanceof Enum<?> mark
                && mark.name().equals("COROUTINE_SUSPENDED")
                && returned.getClass().getName().equals("kotlin.coroutines.intrinsics.CoroutineSingletons");
    }

    /** What a continuation was resumed with: null where that is a value. */
    static @Nullable Throwable failure(@Nullable Object result) {
        if (result == null || !result.getClass().getName().equals("kotlin.Result$Failure")) {
            return null;
        }
        try {
            return (Throwable) result.getClass().getField("exception").get(result);
        } catch (ReflectiveOperationException | RuntimeException unreadable) {
            return new IllegalStateException("A coroutine failed, and its exception cannot be read.", unreadable);
        }
    }

    /**
     * A continuation that tells {@code told} what it is resumed with, and then resumes {@code continuation}.
     *
     * @return null where there can be none; why was said once
     */
    static @Nullable Object tell(Object continuation, Consumer<@Nullable Object> told) throws Throwable {
        MethodHandle maker = MAKERS.get(continuation.getClass());
        return maker == null ? null : maker.invokeExact(continuation, (Object) told);
    }

    /** Whether objects of a class are what {@link #tell} makes. */
    static boolean tells(Class<?> type) {
        return type.getName().equals(NAME.replace('/', '.'));
    }

    private static @Nullable MethodHandle maker(Class<?> type) {
        if (type.getName().equals(CONTINUATION)) {
            return define(type);
        }
        Class<?> parent = type.getSuperclass();
        MethodHandle found = parent == null ? null : MAKERS.get(parent);
        for (Class<?> each : type.getInterfaces()) {
            if (found == null) {
                found = MAKERS.get(each);
            }
        }
        return found;
    }

    private static @Nullable MethodHandle define(Class<?> continuation) {
        try {
            ClassLoader loader = continuation.getClassLoader();
            Class<?> parent = Class.forName(SUPER.replace('/', '.'), false, loader);
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(parent, MethodHandles.lookup());
            Class<?> own;
            try {
                own = lookup.defineClass(write());
            } catch (LinkageError defined) {
                // By another thread at the same time.
                own = Class.forName(NAME.replace('/', '.'), false, loader);
            }
            return lookup.findConstructor(own, MethodType.methodType(void.class, continuation, Consumer.class))
                    .asType(MethodType.methodType(Object.class, Object.class, Object.class));
        } catch (ReflectiveOperationException | LinkageError | RuntimeException closed) {
            Log.warnOnce(
                    "Spans of Kotlin's suspending functions end where these suspend first: no continuation can be made ("
                            + closed + ").",
                    closed);
            return null;
        }
    }

    /**
     * The class, in Kotlin: {@code class EngramContinuation(completion, val told) : ContinuationImpl(completion), Supplier}, whose
     * {@code invokeSuspend(result)} tells the result, throws it if it is a failure, and else returns it, and whose {@code
     * get()} gives {@code told}.
     */
    private static byte[] write() {
        String descriptor = "(Lkotlin/coroutines/Continuation;" + CONSUMER + ")V";
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                Opcodes.V1_8,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                NAME,
                null,
                SUPER,
                new String[] {SUPPLIER});
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL | Opcodes.ACC_TRANSIENT, "told", CONSUMER, null, null)
                .visitEnd();
        MethodVisitor made = writer.visitMethod(0, "<init>", descriptor, null, null);
        made.visitCode();
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitVarInsn(Opcodes.ALOAD, 1);
        made.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, "<init>", "(Lkotlin/coroutines/Continuation;)V", false);
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitVarInsn(Opcodes.ALOAD, 2);
        made.visitFieldInsn(Opcodes.PUTFIELD, NAME, "told", CONSUMER);
        made.visitInsn(Opcodes.RETURN);
        made.visitMaxs(0, 0);
        made.visitEnd();
        MethodVisitor resumed = writer.visitMethod(
                Opcodes.ACC_PROTECTED, "invokeSuspend", "(Ljava/lang/Object;)Ljava/lang/Object;", null, null);
        resumed.visitCode();
        resumed.visitVarInsn(Opcodes.ALOAD, 0);
        resumed.visitFieldInsn(Opcodes.GETFIELD, NAME, "told", CONSUMER);
        resumed.visitVarInsn(Opcodes.ALOAD, 1);
        resumed.visitMethodInsn(
                Opcodes.INVOKEINTERFACE, "java/util/function/Consumer", "accept", "(Ljava/lang/Object;)V", true);
        resumed.visitVarInsn(Opcodes.ALOAD, 1);
        resumed.visitMethodInsn(
                Opcodes.INVOKESTATIC, "kotlin/ResultKt", "throwOnFailure", "(Ljava/lang/Object;)V", false);
        resumed.visitVarInsn(Opcodes.ALOAD, 1);
        resumed.visitInsn(Opcodes.ARETURN);
        resumed.visitMaxs(0, 0);
        resumed.visitEnd();
        MethodVisitor given = writer.visitMethod(Opcodes.ACC_PUBLIC, "get", "()Ljava/lang/Object;", null, null);
        given.visitCode();
        given.visitVarInsn(Opcodes.ALOAD, 0);
        given.visitFieldInsn(Opcodes.GETFIELD, NAME, "told", CONSUMER);
        given.visitInsn(Opcodes.ARETURN);
        given.visitMaxs(0, 0);
        given.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
