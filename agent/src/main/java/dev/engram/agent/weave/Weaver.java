package dev.engram.agent.weave;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.CommandSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.redis.ClientCall;
import dev.engram.agent.rule.Rule;
import dev.engram.bootstrap.Entry;
import dev.engram.bootstrap.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
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

    private final String prefix;
    private final RuleBook book;
    private final Matcher matcher;
    private final Sites sites;
    private final MatchReport report;
    private final Instrumentation instrumentation;
    private final LoaderViews views;

    /**
     * A weaver, not yet at work.
     *
     * @param prefix what span names of memory operations begin with
     */
    public Weaver(String prefix, RuleBook book, List<ClientCall> calls, Sites sites, Instrumentation instrumentation) {
        this.prefix = prefix;
        this.book = book;
        this.matcher = new Matcher(book, calls);
        this.sites = sites;
        this.report = new MatchReport(book, instrumentation::getAllLoadedClasses);
        this.instrumentation = instrumentation;
        this.views = new LoaderViews(book.typesOfPacks(), !book.hasOwn());
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
        return matcher.names(type.getName()) || book.namedSupertype(type) != null;
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
        boolean isNamed = matcher.names(name);
        if (!isNamed && loader == ClassLoader.getPlatformClassLoader()) {
            return null;
        }
        WEAVING.set(this);
        try {
            LoaderView view = views.of(loader);
            if (isNamed && book.names(name)) {
                views.seen(view);
            }
            if (matcher.passesOver(name) || (!isNamed && !book.hasOwn() && !views.seesPacks(view, loader))) {
                return null;
            }
            Plan plan = matcher.plan(name, classFile, view.ancestry(), typeName -> read(loader, typeName));
            return plan == null ? null : weave(plan, loader, module, classFile);
        } catch (Throwable failed) {
            complain(name, failed);
            return null;
        } finally {
            WEAVING.remove();
        }
    }

    private static byte @Nullable [] read(ClassLoader loader, String typeName) {
        try (InputStream in = loader.getResourceAsStream(typeName.replace('.', '/') + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException unreadable) {
            // The application will hear of it when it loads the class.
            return null;
        }
    }

    /** The agent's own loader; in unit tests the agent shares the application's. */
    private static boolean isOurs(ClassLoader loader) {
        return loader == Weaver.class.getClassLoader() && loader != ClassLoader.getSystemClassLoader();
    }

    private void complain(String typeName, Throwable thrown) {
        String sentence = typeName + " could not be woven and runs as it is: " + thrown;
        Log.warnOnce(sentence, thrown);
        report.notWoven(sentence, true);
    }

    private byte @Nullable [] weave(Plan plan, ClassLoader loader, @Nullable Module module, byte[] classFile) {
        plan.rules().forEach(report::typeSeen);
        if (plan.choices().isEmpty() && plan.misses().isEmpty()) {
            return null;
        }
        if (!seesTheDoor(loader)) {
            report.notWoven(
                    plan.type() + " is not recorded: its class loader, "
                            + loader.getClass().getName()
                            + ", hides the JVM's bootstrap classes but java.*; have it delegate dev.engram.bootstrap"
                            + " (OSGi: org.osgi.framework.bootdelegation).",
                    true);
            return null;
        }
        plan.misses().forEach(report::missed);
        Map<MethodShape, WovenMethod.Hook> woven = new LinkedHashMap<>();
        for (Choice choice : plan.choices()) {
            WovenMethod.Hook hook = hook(choice, typeName -> read(loader, typeName));
            if (hook != null) {
                woven.put(choice.shape(), hook);
            }
        }
        if (woven.isEmpty()) {
            return null;
        }
        openTheDoor(module);
        return WovenClass.write(new ClassReader(classFile), woven);
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

    private WovenMethod.@Nullable Hook hook(Choice choice, ClassFiles files) {
        Rule rule = choice.rule();
        return rule == null ? hookOfCall(choice) : hookOf(rule, choice, files);
    }

    private WovenMethod.@Nullable Hook hookOfCall(Choice choice) {
        ClientCall call = Objects.requireNonNull(choice.call());
        int number = sites.number(
                List.of(call, choice.method(), choice.params()), () -> new CommandSite(call.reader(), choice.method()));
        if (number < 0) {
            return full(choice);
        }
        report.woven(choice);
        return new WovenMethod.Hook(number, List.of(0), false);
    }

    private WovenMethod.@Nullable Hook hookOf(Rule rule, Choice choice, ClassFiles files) {
        choice.faults().forEach(fault -> report.notWoven(fault, isOwn(rule)));
        // In two loaders there may be two classes of one name, and other rules for each.
        int number = sites.number(
                List.of(choice.method(), choice.params(), rule.toString()), () -> newSite(rule, choice.method()));
        if (number < 0) {
            return full(choice);
        }
        report.woven(choice);
        RuleSite site = (RuleSite) sites.get(number);
        return new WovenMethod.Hook(
                number, rule.slots().arguments(), site.readsReturn(), Results.kind(choice.shape(), files));
    }

    /** Whether the user wrote the rule and should hear of what is wrong with it. */
    private static boolean isOwn(Rule rule) {
        return rule.pack() == null;
    }

    private RuleSite newSite(Rule rule, String method) {
        return rule.operation() == null ? new TaskSite(rule, method) : new MemorySite(prefix, rule, method);
    }

    private static WovenMethod.@Nullable Hook full(Choice choice) {
        Log.warnOnce("More than " + Sites.MAX + " methods match the rules; " + choice.method()
                + " and later ones are not recorded. Name fewer types.");
        return null;
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
