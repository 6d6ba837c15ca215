package dev.engram.agent.weave;

import static net.bytebuddy.matcher.ElementMatchers.none;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.CommandSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.redis.ClientCall;
import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Convention;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.bootstrap.Probe;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the methods that rules, the convention and the client libraries' calls name.
 *
 * <p>Classes keep their shape (no member is added), so that classes loaded before are woven too. Class files are read,
 * never loaded, to see what a type extends. The JDK's and the agent's own classes are left alone.
 */
public final class Weaver {

    private final RuleSet rules;
    private final boolean byConvention;
    private final RuleBook book;
    private final Map<String, List<ClientCall>> clientCalls = new HashMap<>();
    private final Sites sites;
    private final MatchReport report;
    private final Instrumentation instrumentation;
    private @Nullable ResettableClassFileTransformer installed;

    /**
     * A weaver, not yet at work.
     *
     * @param byConvention whether types that no rule names are recognised by their names
     */
    public Weaver(
            RuleSet rules, boolean byConvention, List<ClientCall> calls, Sites sites, Instrumentation instrumentation) {
        this.rules = rules;
        this.byConvention = byConvention;
        this.book = new RuleBook(rules.rules());
        for (ClientCall call : calls) {
            clientCalls.computeIfAbsent(call.type(), type -> new ArrayList<>()).add(call);
        }
        this.sites = sites;
        this.report = new MatchReport(rules.rules());
        this.instrumentation = instrumentation;
    }

    /** What was matched so far. */
    public MatchReport report() {
        return report;
    }

    /** Weaves what is loaded and will be loaded from now on. */
    public void install() {
        ByteBuddy byteBuddy =
                new ByteBuddy().with(TypeValidation.DISABLED).with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE);
        installed = new AgentBuilder.Default(byteBuddy)
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.PoolStrategy.Default.FAST)
                .with(AgentBuilder.DescriptionStrategy.Default.POOL_ONLY)
                .with(new Complaints())
                .ignore(none())
                .type(this::matches)
                .transform(this::transform)
                .installOn(instrumentation);
    }

    /** Gives every class its own code back. */
    public void uninstall() {
        ResettableClassFileTransformer transformer = installed;
        if (transformer != null) {
            transformer.reset(instrumentation, AgentBuilder.RedefinitionStrategy.RETRANSFORMATION);
            installed = null;
        }
    }

    private boolean matches(
            TypeDescription type,
            @Nullable ClassLoader loader,
            @Nullable JavaModule module,
            @Nullable Class<?> loaded,
            ProtectionDomain domain) {
        if (loader == null || isAgents(loader)) {
            return false;
        }
        String name = type.getName();
        if (clientCalls.containsKey(name) || !book.named(name).isEmpty()) {
            return true;
        }
        if (loader == ClassLoader.getPlatformClassLoader() || name.startsWith("jdk.") || name.startsWith("sun.")) {
            return false;
        }
        if (byConvention && Convention.isMemoryType(name)) {
            return true;
        }
        try {
            return !book.isEmpty() && !book.applyingTo(type).isEmpty();
        } catch (RuntimeException unresolved) {
            // A supertype that is not on the class path: the application will hear of it, not of us.
            return false;
        }
    }

    private static boolean isAgents(ClassLoader loader) {
        return loader == Weaver.class.getClassLoader() && loader != ClassLoader.getSystemClassLoader();
    }

    private DynamicType.Builder<?> transform(
            DynamicType.Builder<?> builder,
            TypeDescription type,
            @Nullable ClassLoader loader,
            @Nullable JavaModule module,
            ProtectionDomain domain) {
        List<Rule> applying = book.applyingTo(type);
        applying.forEach(report::typeSeen);
        Set<Rule> matched = new HashSet<>();
        DynamicType.Builder<?> result = builder;
        boolean woven = false;
        for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
            Woven site = isWeavable(method) ? site(type, method, applying, matched) : null;
            if (site != null) {
                result = result.visit(site.advice().on(same(method)));
                woven = true;
            }
        }
        for (Rule rule : applying) {
            if (!matched.contains(rule) && rule.type().equals(type.getName())) {
                complain(rule, type);
            }
        }
        if (woven) {
            openTheDoor(module);
        }
        return result;
    }

    private static boolean isWeavable(MethodDescription method) {
        // A bridge calls the method that it stands for, which is woven itself.
        return method.isMethod() && !method.isAbstract() && !method.isNative() && !method.isBridge();
    }

    private @Nullable Woven site(
            TypeDescription type, MethodDescription.InDefinedShape method, List<Rule> applying, Set<Rule> matched) {
        List<String> params = parameterNames(method);
        String readable = type.getName() + "." + method.getName();
        for (ClientCall call : clientCalls.getOrDefault(type.getName(), List.of())) {
            if (call.method().equals(method.getName()) && call.params().equals(params)) {
                report.wovenClient(readable);
                int number =
                        sites.number(List.of(call, readable, params), () -> new CommandSite(call.reader(), readable));
                return number < 0 ? full(readable) : new Woven(number, List.of(0), false);
            }
        }
        Rule rule = null;
        for (Rule each : applying) {
            if (each.method().equals(method.getName())
                    && (each.params() == null || each.params().equals(params))) {
                rule = each;
                break;
            }
        }
        if (rule != null) {
            matched.add(rule);
        } else if (byConvention && applying.isEmpty() && method.isPublic() && !method.isStatic()) {
            rule = Convention.rule(type.getName(), method.getName(), params);
        }
        if (rule == null) {
            return null;
        }
        checkPaths(rule, method, readable);
        Rule chosen = rule;
        int number = sites.number(List.of(readable, params), () -> newSite(chosen, readable));
        if (number < 0) {
            return full(readable);
        }
        report.woven(chosen, readable + "(" + String.join(", ", params) + ")");
        RuleSite site = (RuleSite) sites.get(number);
        return new Woven(number, chosen.slots().arguments(), site.readsReturn());
    }

    private RuleSite newSite(Rule rule, String method) {
        return rule.operation() == null ? new TaskSite(rule, method) : new MemorySite(rules.prefix(), rule, method);
    }

    private static @Nullable Woven full(String method) {
        Log.warnOnce("More than " + Sites.MAX + " methods match the rules; " + method
                + " and later ones are not recorded. Name fewer types.");
        return null;
    }

    // Both read the descriptor's text alone: comparing descriptions would look up every parameter's class file, and
    // some
    // loaders have none to show.
    private static ElementMatcher<MethodDescription> same(MethodDescription method) {
        String name = method.getInternalName();
        String descriptor = method.getDescriptor();
        return other ->
                other.getInternalName().equals(name) && other.getDescriptor().equals(descriptor);
    }

    private static List<String> parameterNames(MethodDescription method) {
        List<String> names = new ArrayList<>();
        for (Type type : Type.getArgumentTypes(method.getDescriptor())) {
            names.add(type.getClassName());
        }
        return names;
    }

    /** Says which paths of the rule cannot work with this method; they read as null. */
    private static void checkPaths(Rule rule, MethodDescription method, String readable) {
        List<Accessor> accessors = new ArrayList<>(rule.fields().values());
        accessors.addAll(rule.attributes().values());
        for (Accessor accessor : accessors) {
            for (Path path : accessor.paths()) {
                int count = method.getParameters().size();
                if (path.argument() >= count) {
                    Log.warnOnce(rule.source() + ": the path " + path + " cannot be read: " + readable + " has " + count
                            + (count == 1 ? " parameter" : " parameters") + ", counted from arg0.");
                } else if (path.base() == Path.Base.THIS && method.isStatic()) {
                    Log.warnOnce(rule.source() + ": the path " + path + " cannot be read: " + readable + " is static.");
                } else if (path.base() == Path.Base.RETURN
                        && method.getReturnType().represents(void.class)) {
                    Log.warnOnce(rule.source() + ": the path " + path + " cannot be read: " + readable
                            + " returns nothing.");
                }
            }
        }
    }

    /** The rule names this very type, and the type declares no such method. */
    private static void complain(Rule rule, TypeDescription type) {
        Set<String> names = new TreeSet<>();
        Set<String> overloads = new TreeSet<>();
        boolean isAbstract = false;
        for (MethodDescription method : type.getDeclaredMethods()) {
            if (method.isMethod() && !method.isSynthetic()) {
                names.add(method.getName());
                if (method.getName().equals(rule.method())) {
                    overloads.add("[" + String.join(", ", parameterNames(method)) + "]");
                    isAbstract |= method.isAbstract();
                }
            }
        }
        if (isAbstract && (rule.params() == null || overloads.contains("[" + String.join(", ", rule.params()) + "]"))) {
            // Its implementations are woven, each in its own class.
            return;
        }
        String where = rule.source() + ": the type " + type.getName();
        if (!overloads.isEmpty()) {
            Log.warnOnce(where + " has no method " + rule.method() + " with params " + rule.params() + "; it has "
                    + String.join(", ", overloads) + ".");
        } else if (!type.isInterface()) {
            Log.warnOnce(where + " declares no method " + rule.method() + "; it declares " + String.join(", ", names)
                    + ". A method that it inherits is named at the type that declares it.");
        } else {
            Log.warnOnce(
                    where + " declares no method " + rule.method() + "; it declares " + String.join(", ", names) + ".");
        }
    }

    /**
     * A named module does not by itself read the bootstrap loader's unnamed module, where {@link Probe} lives, nor show
     * the agent its records and getters. It is opened to the agent's own module, to no other.
     */
    private void openTheDoor(@Nullable JavaModule wrapped) {
        Module module = wrapped == null ? null : (Module) wrapped.unwrap();
        Module door = Probe.class.getModule();
        if (module == null || !module.isNamed() || module.canRead(door)) {
            return;
        }
        Set<Module> agent = Set.of(Weaver.class.getModule());
        Map<String, Set<Module>> opens = new HashMap<>();
        module.getPackages().forEach(name -> opens.put(name, agent));
        instrumentation.redefineModule(module, Set.of(door), Map.of(), opens, Set.of(), Map.of());
    }

    /** One woven method: its number, the arguments it hands over, whether it hands over its result. */
    private static final class Woven {
        private final int number;
        private final List<Integer> arguments;
        private final boolean readsReturn;

        Woven(int number, List<Integer> arguments, boolean readsReturn) {
            this.number = number;
            this.arguments = arguments;
            this.readsReturn = readsReturn;
        }

        Advice advice() {
            return Advice.withCustomMapping()
                    .bind(CallAdvice.SiteNumber.class, number)
                    .bind(new Mappings.Slots(arguments))
                    .bind(CallAdvice.Self.class, Mappings.SELF)
                    .bind(CallAdvice.Result.class, readsReturn ? Mappings.RESULT : Mappings.NULL)
                    .to(CallAdvice.class);
        }
    }

    /** Says, once for each type, what could not be woven. */
    private static final class Complaints extends AgentBuilder.Listener.Adapter {
        @Override
        public void onError(
                String typeName,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                Throwable thrown) {
            Log.warnOnce(typeName + " could not be woven and runs as it is: " + thrown);
        }
    }
}
