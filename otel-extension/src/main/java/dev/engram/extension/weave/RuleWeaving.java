package dev.engram.extension.weave;

import dev.engram.agent.weave.CallSites;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.match.Matcher;
import dev.engram.agent.weave.match.Plan;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Weaves what rules name in types that Byte Buddy transforms:
 *
 * <pre>{@code
 *   RuleWeaving weaving = new RuleWeaving(matcher, callSites);
 *   new AgentBuilder.Default()
 *           .disableClassFormatChanges()
 *           .type(weaving.types())
 *           .transform((builder, type, loader, module, domain) ->
 *                   builder.visit(weaving.visitor(type, ClassFileLocator.ForClassLoader.of(loader))))
 *           .installOn(instrumentation);
 * }</pre>
 *
 * <p>The class that declares a method finds {@code dev.engram.bootstrap.Probe}; nothing here checks that. Thread-safe.
 */
public final class RuleWeaving {

    private final Matcher matcher;
    private final CallSites callSites;

    /**
     * A weaving.
     *
     * @param matcher decides which methods are woven
     * @param callSites gives them their call site ids
     */
    public RuleWeaving(Matcher matcher, CallSites callSites) {
        this.matcher = matcher;
        this.callSites = callSites;
    }

    /** Matches the types that rules, the convention or a client library's calls can mean, by names and supertypes. */
    public ElementMatcher.Junction<TypeDescription> types() {
        return new TypeMatcher(matcher);
    }

    /** Matches the methods of {@code type} that are woven, as {@link #visitor} does. */
    public ElementMatcher.Junction<MethodDescription> methods(TypeDescription type, ClassFileLocator locator) {
        Plan plan = plan(type, files(locator));
        Set<String> signatures = new HashSet<>();
        if (plan != null) {
            plan.matches().forEach(match -> signatures.add(match.model().signature()));
        }
        return new MethodMatcher(signatures);
    }

    /**
     * What to visit a type with. Each method that it weaves gets a call site id.
     *
     * @param locator where the class files of the type, its supertypes and its methods' result types are found
     * @return {@link AsmVisitorWrapper.NoOp} where nothing is woven
     * @throws RuntimeException of any kind when a class file is broken, or newer than ASM knows
     */
    public AsmVisitorWrapper visitor(TypeDescription type, ClassFileLocator locator) {
        ClassFiles files = files(locator);
        Plan plan = plan(type, files);
        if (plan == null) {
            return AsmVisitorWrapper.NoOp.INSTANCE;
        }
        callSites.seen(plan);
        Map<MethodModel, MethodAdvice> advice = callSites.advice(plan, files);
        if (advice.isEmpty()) {
            return AsmVisitorWrapper.NoOp.INSTANCE;
        }
        Map<String, MethodAdvice> bySignature = new HashMap<>();
        advice.forEach((method, each) -> bySignature.put(method.signature(), each));
        return new AsmVisitorWrapper.ForDeclaredMethods()
                .method(new MethodMatcher(bySignature.keySet()), new MethodWeaving(bySignature));
    }

    private @Nullable Plan plan(TypeDescription type, ClassFiles files) {
        byte[] classFile = files.read(type.getName());
        return classFile == null ? null : matcher.plan(type.getName(), classFile, matcher.newHierarchy(), files);
    }

    private static ClassFiles files(ClassFileLocator locator) {
        return typeName -> {
            try {
                ClassFileLocator.Resolution found = locator.locate(typeName);
                return found.isResolved() ? found.resolve() : null;
            } catch (IOException unreadable) {
                // As for the agent, whose class loaders show no class file then.
                return null;
            }
        };
    }
}
