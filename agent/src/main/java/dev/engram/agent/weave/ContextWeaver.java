package dev.engram.agent.weave;

import dev.engram.agent.context.HandOver;
import dev.engram.agent.log.Log;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.CompletionCalls;
import dev.engram.agent.weave.code.ContextCalls;
import dev.engram.agent.weave.code.HeaderCalls;
import dev.engram.agent.weave.code.ProbeAccess;
import dev.engram.agent.weave.code.SubscriberCalls;
import dev.engram.agent.weave.code.TaskCalls;
import dev.engram.agent.weave.code.Variables;
import dev.engram.agent.weave.code.WovenClass;
import dev.engram.agent.weave.code.WovenMethod;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of the JDK and of libraries that hand tasks from thread to thread, so that what a task does lies beneath
 * what handed it over, those of OpenTelemetry that know the current span, and those through which requests come and go. No
 * member is added. Thread-safe.
 */
public final class ContextWeaver implements ClassFileTransformer {

    /** Were the other thread held up by another agent's transformer, the application would go on without. */
    private static final long PATIENCE_MILLIS = 10_000;

    /** The agent's own OpenTelemetry is not the application's. */
    private static final @Nullable ClassLoader OWN = ContextWeaver.class.getClassLoader();

    private final Map<String, List<HandOver>> byType = new HashMap<>();
    private final Instrumentation instrumentation;

    /** A weaver, not yet at work. */
    public ContextWeaver(List<HandOver> handOvers, Instrumentation instrumentation) {
        for (HandOver each : handOvers) {
            byType.computeIfAbsent(each.type().replace('.', '/'), type -> new ArrayList<>())
                    .add(each);
        }
        this.instrumentation = instrumentation;
    }

    /**
     * Weaves what is loaded and will be loaded from now on, and waits for it. May be called while a class is transformed: since
     * the JVM calls no transformer for what is retransformed on that thread, another one does it.
     */
    public void install() {
        instrumentation.addTransformer(this, true);
        List<Class<?>> loaded = loaded();
        if (loaded.isEmpty()) {
            return;
        }
        Thread thread = new Thread(null, () -> retransform(loaded), "engram-context", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives every class its own code back. */
    public void uninstall() {
        instrumentation.removeTransformer(this);
        retransform(loaded());
    }

    private List<Class<?>> loaded() {
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> each : instrumentation.getAllLoadedClasses()) {
            if (byType.containsKey(each.getName().replace('.', '/')) && each.getClassLoader() != OWN) {
                loaded.add(each);
            }
        }
        return loaded;
    }

    private void retransform(List<Class<?>> loaded) {
        try {
            // At once: each time the whole JVM stops.
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError refused) {
            complain("Classes that hand tasks from thread to thread", refused);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        List<HandOver> handOvers = internalName == null ? null : byType.get(internalName);
        if (internalName == null
                || handOvers == null
                || loader == OWN
                || (loader != null && !ProbeAccess.isVisibleTo(loader))) {
            return null;
        }
        try {
            ProbeAccess.grantToHandOvers(module, instrumentation);
            return weave(handOvers, classFile);
        } catch (Throwable failed) {
            complain(internalName.replace('/', '.'), failed);
            return null;
        }
    }

    private static void complain(String what, Throwable thrown) {
        Log.warnOnce(
                what
                        + " could not be woven and run as they are; what they run or call begins traces of its own: "
                        + thrown,
                thrown);
    }

    private static byte @Nullable [] weave(List<HandOver> handOvers, byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        if (HeaderCalls.areMeantBy(handOvers) && !HeaderCalls.fit(reader)) {
            Log.debug("Requests of this JDK's java.net.http go out without a trace context.");
            return null;
        }
        Map<String, MethodModel> models = new HashMap<>();
        ClassModel.read(classFile).methods().forEach(each -> models.put(each.signature(), each));
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        boolean hasFrames = WovenClass.hasFrames(reader);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
                        MethodModel method = models.get(name + descriptor);
                        HandOver found = method == null ? null : find(handOvers, method);
                        return method == null || found == null
                                ? out
                                : visitor(reader.getClassName(), method, found, hasFrames, out);
                    }
                },
                ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private static @Nullable HandOver find(List<HandOver> handOvers, MethodModel method) {
        for (HandOver each : handOvers) {
            boolean isMeant = each.descriptor() == null || each.descriptor().equals(method.descriptor());
            if (isMeant
                    && each.method().equals(method.name())
                    && each.argument() < method.parameters().length
                    && (method.hasCode() || method.name().equals("<init>"))) {
                return each;
            }
        }
        return null;
    }

    private static MethodVisitor visitor(
            String owner, MethodModel method, HandOver handOver, boolean hasFrames, MethodVisitor out) {
        return switch (handOver.role()) {
            case RUNS, RESUMES, RUNS_FOR_SUBSCRIBER, READS_REPLIES, STARTS_SERVICE, SERVES ->
                new WovenMethod(owner, method, handOver, hasFrames, out);
            case OPENS_SCOPE, CLOSES_SCOPE, RETURNS_CONTEXT, RETURNS_LOG_CONTEXT, KEEPS_LOG_CONTEXT, SERVES_LATER ->
                new ContextCalls(
                        method.result().getInternalName(),
                        handOver,
                        new Variables(method).reference(handOver.argument()),
                        out);
            case SENDS, SENDS_AGAIN ->
                new HeaderCalls(handOver, new Variables(method).reference(handOver.argument()), out);
            case SHARES ->
                new SubscriberCalls(
                        method.parameters()[handOver.argument()].getInternalName(),
                        new Variables(method).reference(handOver.argument()),
                        out);
            case COMPLETES ->
                new CompletionCalls(method.result(), new Variables(method).reference(handOver.argument()), out);
            default ->
                new TaskCalls(
                        handOver,
                        method.name().equals("<init>"),
                        new Variables(method).reference(handOver.argument()),
                        out);
        };
    }
}
