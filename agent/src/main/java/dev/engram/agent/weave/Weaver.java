package dev.engram.agent.weave;

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
import dev.engram.bootstrap.Entry;
import dev.engram.bootstrap.Probe;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the methods that rules, the convention and the client libraries' calls name.
 *
 * <p>Classes keep their shape (no member is added), so that classes loaded before are woven too. Class files are read,
 * never loaded, to see what a type extends. The JDK's and the agent's own classes are left alone. Thread-safe.
 *
 * <p>A plain transformer, not Byte Buddy's {@code AgentBuilder}: that loads 800 classes before the application's first one,
 * even where nothing is ever woven, and reaches for {@code sun.misc.Unsafe}, of which JDK 24 and later warn on the
 * application's standard error. How a method is woven: {@link WovenMethod}.
 */
public final class Weaver implements ClassFileTransformer {

    /** Set while this thread weaves: what a loader loads to show a class file is none of our business. */
    private static final ThreadLocal<@Nullable Weaver> WEAVING = new ThreadLocal<>();

    private final RuleSet rules;
    private final boolean byConvention;
    private final RuleBook book;
    private final Map<String, List<ClientCall>> clientCalls = new HashMap<>();
    private final Sites sites;
    private final MatchReport report;
    private final Instrumentation instrumentation;
    private final Ancestry ancestry = new Ancestry();

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
        instrumentation.addTransformer(this, true);
        retransform();
    }

    /** Gives every class its own code back. */
    public void uninstall() {
        instrumentation.removeTransformer(this);
        retransform();
    }

    /** Has the JVM show again the loaded classes that concern us; a class that it refuses runs as it is. */
    private void retransform() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            try {
                if (isLoadedCandidate(type)) {
                    instrumentation.retransformClasses(type);
                }
            } catch (UnmodifiableClassException | RuntimeException | LinkageError refused) {
                complain(type.getName(), refused);
            }
        }
    }

    private boolean isLoadedCandidate(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || isOurs(loader) || type.isArray() || !instrumentation.isModifiableClass(type)) {
            return false;
        }
        return isNamed(type.getName()) || (!book.isEmpty() && hasNamedSupertype(type));
    }

    private boolean hasNamedSupertype(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (book.names(each.getName())) {
                return true;
            }
            for (Class<?> implemented : each.getInterfaces()) {
                if (hasNamedSupertype(implemented)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The JVM shows a class file before it defines the class. Most are let through by their names; supertypes are looked
     * up only where there are rules that could mean them.
     *
     * @return the woven class file, null to leave the class as it is
     */
    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (loader == null || internalName == null || isOurs(loader) || WEAVING.get() != null) {
            return null;
        }
        String name = internalName.replace('/', '.');
        boolean isNamed = isNamed(name);
        if (!isNamed && (book.isEmpty() || loader == ClassLoader.getPlatformClassLoader())) {
            return null;
        }
        WEAVING.set(this);
        try {
            List<Rule> applying = book.isEmpty() ? List.of() : book.naming(ancestry.of(name, classFile, loader));
            return isNamed || !applying.isEmpty() ? weave(name, loader, module, applying, classFile) : null;
        } catch (Throwable failed) {
            complain(name, failed);
            return null;
        } finally {
            WEAVING.remove();
        }
    }

    /** Whether the very name concerns us. */
    private boolean isNamed(String name) {
        return clientCalls.containsKey(name) || book.names(name) || (byConvention && Convention.isMemoryType(name));
    }

    /** The agent's own loader; in unit tests the agent shares the application's. */
    private static boolean isOurs(ClassLoader loader) {
        return loader == Weaver.class.getClassLoader() && loader != ClassLoader.getSystemClassLoader();
    }

    private static void complain(String typeName, Throwable thrown) {
        Log.warnOnce(typeName + " could not be woven and runs as it is: " + thrown, thrown);
    }

    private byte @Nullable [] weave(
            String name, ClassLoader loader, @Nullable Module module, List<Rule> applying, byte[] classFile) {
        applying.forEach(report::typeSeen);
        if (!seesTheDoor(loader)) {
            Log.warnOnce(name + " is not recorded: its class loader, "
                    + loader.getClass().getName()
                    + ", hides the JVM's bootstrap classes but java.*; have it delegate dev.engram.bootstrap"
                    + " (OSGi: org.osgi.framework.bootdelegation).");
            return null;
        }
        ClassReader reader = new ClassReader(classFile);
        ClassShape type = ClassShape.read(reader);
        Set<Rule> matched = new HashSet<>();
        Map<MethodShape, WovenMethod.Hook> woven = new LinkedHashMap<>();
        for (MethodShape method : type.methods()) {
            WovenMethod.Hook hook = method.isWeavable() ? hook(type, method, applying, matched, loader) : null;
            if (hook != null) {
                woven.put(method, hook);
            }
        }
        for (Rule rule : applying) {
            if (!matched.contains(rule) && rule.type().equals(name)) {
                complain(rule, type);
            }
        }
        if (woven.isEmpty()) {
            return null;
        }
        openTheDoor(module);
        return WovenClass.write(reader, woven);
    }

    /** Some loaders delegate to the bootstrap loader for {@code java.*} alone; woven code would fail there at each call. */
    private static boolean seesTheDoor(ClassLoader loader) {
        try {
            // Both are known to the loader from now on: woven code asks for Entry where there is no stack to look for
            // it.
            return Class.forName(Probe.class.getName(), false, loader) == Probe.class
                    && Class.forName(Entry.class.getName(), false, loader) == Entry.class;
        } catch (ClassNotFoundException | LinkageError hidden) {
            return false;
        }
    }

    private WovenMethod.@Nullable Hook hook(
            ClassShape type, MethodShape method, List<Rule> applying, Set<Rule> matched, ClassLoader loader) {
        List<String> params = method.parameterNames();
        String readable = type.name() + "." + method.name();
        for (ClientCall call : clientCalls.getOrDefault(type.name(), List.of())) {
            if (call.method().equals(method.name()) && call.params().equals(params)) {
                report.wovenClient(readable);
                int number =
                        sites.number(List.of(call, readable, params), () -> new CommandSite(call.reader(), readable));
                return number < 0 ? full(readable) : new WovenMethod.Hook(number, List.of(0), false);
            }
        }
        Rule rule = null;
        for (Rule each : applying) {
            if (each.method().equals(method.name())
                    && (each.params() == null || each.params().equals(params))) {
                rule = each;
                break;
            }
        }
        if (rule != null) {
            matched.add(rule);
        } else if (byConvention && applying.isEmpty() && method.isPublic() && !method.isStatic()) {
            rule = Convention.rule(type.name(), method.name(), params);
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
        return new WovenMethod.Hook(
                number, chosen.slots().arguments(), site.readsReturn(), Results.kind(method, loader));
    }

    private RuleSite newSite(Rule rule, String method) {
        return rule.operation() == null ? new TaskSite(rule, method) : new MemorySite(rules.prefix(), rule, method);
    }

    private static WovenMethod.@Nullable Hook full(String method) {
        Log.warnOnce("More than " + Sites.MAX + " methods match the rules; " + method
                + " and later ones are not recorded. Name fewer types.");
        return null;
    }

    /** Says which paths of the rule cannot work with this method; they read as null. */
    private static void checkPaths(Rule rule, MethodShape method, String readable) {
        List<Accessor> accessors = new ArrayList<>(rule.fields().values());
        accessors.addAll(rule.attributes().values());
        for (Accessor accessor : accessors) {
            for (Path path : accessor.paths()) {
                int count = method.parameters().length;
                if (path.argument() >= count) {
                    Log.warnOnce(rule.source() + ": the path " + path + " cannot be read: " + readable + " has " + count
                            + (count == 1 ? " parameter" : " parameters") + ", counted from arg0.");
                } else if (path.base() == Path.Base.THIS && method.isStatic()) {
                    Log.warnOnce(rule.source() + ": the path " + path + " cannot be read: " + readable + " is static.");
                } else if (path.base() == Path.Base.RETURN && method.result().getSort() == Type.VOID) {
                    Log.warnOnce(rule.source() + ": the path " + path + " cannot be read: " + readable
                            + " returns nothing.");
                }
            }
        }
    }

    /** The rule names this very type, and the type declares no such method. */
    private static void complain(Rule rule, ClassShape type) {
        Set<String> names = new TreeSet<>();
        Set<String> overloads = new TreeSet<>();
        boolean isAbstract = false;
        for (MethodShape method : type.methods()) {
            if (method.isDeclared()) {
                names.add(method.name());
                if (method.name().equals(rule.method())) {
                    overloads.add("[" + String.join(", ", method.parameterNames()) + "]");
                    isAbstract |= method.isAbstract();
                }
            }
        }
        if (isAbstract && (rule.params() == null || overloads.contains("[" + String.join(", ", rule.params()) + "]"))) {
            // Its implementations are woven, each in its own class.
            return;
        }
        String where = rule.source() + ": the type " + type.name();
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
    private void openTheDoor(@Nullable Module module) {
        Module door = Probe.class.getModule();
        if (module == null || !module.isNamed() || module.canRead(door)) {
            return;
        }
        Set<Module> agent = Set.of(Weaver.class.getModule());
        Map<String, Set<Module>> opens = new HashMap<>();
        module.getPackages().forEach(name -> opens.put(name, agent));
        instrumentation.redefineModule(module, Set.of(door), Map.of(), opens, Set.of(), Map.of());
    }
}
