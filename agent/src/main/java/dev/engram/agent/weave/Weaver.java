package dev.engram.agent.weave;

import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.Sites;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.code.ProbeAccess;
import dev.engram.agent.weave.code.WovenClass;
import dev.engram.agent.weave.code.WovenMethod;
import dev.engram.agent.weave.match.Matcher;
import dev.engram.agent.weave.match.Plan;
import dev.engram.agent.weave.match.RuleBook;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

    /** Set while this thread weaves: what a loader loads to show a class file is not woven. */
    private static final ThreadLocal<@Nullable Weaver> WEAVING = new ThreadLocal<>();

    /** Set on a thread of Engram's that holds no lock of the application: it may call loaders itself. */
    private static final ThreadLocal<Boolean> IS_FREE = new ThreadLocal<>();

    /** Shows no class file: what is not known is asked for elsewhere. */
    private static final ClassFiles UNREAD = typeName -> {
        throw new UnreadException();
    };

    /** A class file is needed that was not read so far. */
    private static final class UnreadException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private UnreadException() {
            super("unread", null, false, false);
        }
    }

    private final List<ClientCall> calls;
    private final Sites sites;
    private final MatchReport report;
    private final Instrumentation instrumentation;
    private final LoaderQuestions questions = new LoaderQuestions(() -> WEAVING.set(this));
    private final LateClasses late;
    private final @Nullable ClassDump dump;
    private final @Nullable UnverifiedClasses unverified;
    private volatile Weaving weaving;

    /**
     * A weaver, not yet at work.
     *
     * @param prefix what span names of memory operations begin with
     * @param calls the methods of client libraries that send commands
     * @param sites where the recorder finds a site by its id
     * @param dumpDirectory where the class files go of classes that cannot be woven or verified; null for nowhere
     */
    public Weaver(
            String prefix,
            RuleBook book,
            List<ClientCall> calls,
            Sites sites,
            Instrumentation instrumentation,
            @Nullable String dumpDirectory) {
        this.calls = calls;
        this.sites = sites;
        this.dump = dumpDirectory == null ? null : new ClassDump(dumpDirectory);
        this.unverified = dump == null ? null : new UnverifiedClasses(dump);
        this.report = new MatchReport(book, instrumentation::getAllLoadedClasses, unverified);
        this.instrumentation = instrumentation;
        this.late = new LateClasses(instrumentation, () -> IS_FREE.set(true), this::weaveLate);
        this.weaving = weaving(prefix, book);
    }

    private Weaving weaving(String prefix, RuleBook book) {
        Matcher matcher = new Matcher(book, calls);
        return new Weaving(
                prefix,
                book,
                matcher,
                new CallSites(prefix, sites, report),
                new LoaderViews(book.typesOfPacks(), matcher::newHierarchy));
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
        late.close();
        questions.close();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (report.isWoven(type.getName())) {
                retransform(type);
            }
        }
    }

    /**
     * Weaves by other rules: the loaded classes that these mean otherwise, at once, and all others when they are loaded. A rule
     * that says the same as before leaves its classes alone.
     *
     * @param prefix what span names of memory operations begin with
     * @return how many classes were woven again
     */
    public int reload(String prefix, RuleBook book) {
        Weaving before = weaving;
        Weaving after = weaving(prefix, book);
        report.exchange(book);
        weaving = after;
        int count = 0;
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            boolean isMeant = isWeavable(type) && (before.mayMean(type) || after.mayMean(type));
            if (isMeant && before.differs(after, type)) {
                report.forget(type.getName());
                retransform(type);
                count++;
            }
        }
        return count;
    }

    /** Has the JVM show again the loaded classes that rules may mean; a class that it refuses runs as it is. */
    private void retransform() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (isWeavable(type) && weaving.mayMean(type)) {
                retransform(type);
            }
        }
    }

    private void retransform(Class<?> type) {
        try {
            instrumentation.retransformClasses(type);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError refused) {
            // The JVM throws an InternalError for a class that it cannot link, woven or not.
            complain(type.getName(), refused, unverified == null ? null : unverified.refused(type, refused));
        }
    }

    /** A class that passed while nobody could say what it extends. */
    private void weaveLate(Class<?> type) {
        if (isWeavable(type) && weaving.mayMean(type)) {
            retransform(type);
        }
    }

    private boolean isWeavable(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && !isOurs(loader) && !type.isArray() && instrumentation.isModifiableClass(type);
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
        Weaving by = weaving;
        Matcher matcher = by.matcher();
        RuleBook book = by.book();
        LoaderViews views = by.views();
        boolean isNamed = matcher.names(name);
        String unknown = isNamed ? null : UnknownLibraries.sentence(name);
        if (unknown != null) {
            report.unknown(unknown);
        }
        if (!isNamed && loader == ClassLoader.getPlatformClassLoader()) {
            return null;
        }
        WEAVING.set(this);
        try {
            LoaderView view = views.of(loader);
            if (isNamed && book.names(name)) {
                views.seen(view);
            }
            if (matcher.passesOver(name) || (!isNamed && !book.hasOwn() && !seesPacks(views, view, loader))) {
                return null;
            }
            if (redefined != null) {
                view.hierarchy().learn(redefined);
            }
            Plan plan = plan(matcher, view, loader, name, classFile);
            if (plan != null && plan.unknownClient() != null) {
                report.notWoven(plan.unknownClient() + where(domain) + ".", true);
            }
            if (matcher.looksLikeMemory(name, classFile, plan)) {
                report.looksLikeMemory(name);
            }
            return plan == null
                    ? null
                    : weave(by, plan, loader, module, classFile, () -> advice(by, plan, view, loader));
        } catch (LoaderQuestions.UnansweredException notNow) {
            late.add(loader, name);
            return isNamed ? weaveNamed(by, loader, module, name, classFile) : null;
        } catch (Throwable failed) {
            complain(name, failed, dump == null ? null : dump.write(name, classFile, null, failed));
            return null;
        } finally {
            WEAVING.remove();
        }
    }

    /** Whether this thread may call a loader: it is the JDK's, or the thread holds no lock of the application. */
    private static boolean mayCall(ClassLoader loader) {
        if (IS_FREE.get() != null) {
            return true;
        }
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            Class<?> type = each.getClass();
            if (type != URLClassLoader.class && !type.getName().startsWith("jdk.internal.loader.")) {
                return false;
            }
        }
        return true;
    }

    /** What is put into the methods; null where the loader does not answer. */
    private @Nullable Map<MethodModel, MethodAdvice> advice(Weaving by, Plan plan, LoaderView view, ClassLoader loader)
            throws Exception {
        ClassFiles files = typeName -> read(loader, typeName);
        return mayCall(loader)
                ? by.callSites().advice(plan, files)
                : questions.ask(view, () -> by.callSites().advice(plan, files));
    }

    private boolean seesPacks(LoaderViews views, LoaderView view, ClassLoader loader) throws Exception {
        if (views.isKnown(view) || mayCall(loader)) {
            return views.seesPacks(view, loader);
        }
        return Boolean.TRUE.equals(questions.ask(view, () -> views.seesPacks(view, loader)));
    }

    private @Nullable Plan plan(Matcher matcher, LoaderView view, ClassLoader loader, String name, byte[] classFile)
            throws Exception {
        ClassFiles files = typeName -> read(loader, typeName);
        if (mayCall(loader)) {
            return matcher.plan(name, classFile, view.hierarchy(), files);
        }
        try {
            return matcher.plan(name, classFile, view.hierarchy(), UNREAD);
        } catch (UnreadException needed) {
            return questions.ask(view, () -> matcher.plan(name, classFile, view.hierarchy(), files));
        }
    }

    /** Weaves a class by what names it itself, whatever it extends; {@link LateClasses} adds the rest. */
    private byte @Nullable [] weaveNamed(
            Weaving by, ClassLoader loader, @Nullable Module module, String name, byte[] classFile) {
        ClassFiles none = typeName -> null;
        try {
            Matcher matcher = by.matcher();
            Plan plan = matcher.plan(name, classFile, matcher.newHierarchy(), none);
            return plan == null || plan.unknownClient() != null
                    ? null
                    : weave(
                            by,
                            plan,
                            loader,
                            module,
                            classFile,
                            () -> by.callSites().advice(plan, none));
        } catch (Exception failed) {
            // It is woven once it is loaded.
            return null;
        }
    }

    /** The file that a class comes from, which mostly names its library's version. */
    private static String where(@Nullable ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "";
        }
        String path = source.getLocation().getPath().replaceAll("[!/]+$", "");
        return " (" + path.substring(path.lastIndexOf('/') + 1) + ")";
    }

    private static byte @Nullable [] read(ClassLoader loader, String typeName) {
        try (InputStream in = loader.getResourceAsStream(typeName.replace('.', '/') + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException unreadable) {
            // The application will hear of it when it loads the class.
            return null;
        } catch (RuntimeException | LinkageError | AssertionError refused) {
            return unread(loader, refused);
        }
    }

    /** Says once that a loader throws where it is asked for a class file. */
    private static byte @Nullable [] unread(ClassLoader loader, Throwable thrown) {
        Log.warnOnce(
                "The class loader " + loader.getClass().getName() + " shows no class files (it threw "
                        + thrown.getClass().getName() + "); its classes are recorded once they are loaded.",
                thrown);
        if (IS_FREE.get() == null) {
            throw new LoaderQuestions.UnansweredException();
        }
        return null;
    }

    /** The agent's own loader; in unit tests the agent shares the application's. */
    private static boolean isOurs(ClassLoader loader) {
        return loader == Weaver.class.getClassLoader() && loader != ClassLoader.getSystemClassLoader();
    }

    private void complain(String typeName, Throwable thrown, @Nullable String where) {
        String sentence =
                typeName + " could not be woven and runs as it is: " + thrown + (where == null ? "" : ". " + where);
        Log.warnOnce(sentence, thrown);
        report.notWoven(sentence, true);
    }

    private byte @Nullable [] weave(
            Weaving by,
            Plan plan,
            ClassLoader loader,
            @Nullable Module module,
            byte[] classFile,
            Callable<@Nullable Map<MethodModel, MethodAdvice>> advising)
            throws Exception {
        by.callSites().seen(plan);
        if (plan.matches().isEmpty() && plan.mismatches().isEmpty()) {
            return null;
        }
        if (!ProbeAccess.isVisibleTo(loader)) {
            report.notWoven(
                    plan.type() + " is not recorded: its class loader, "
                            + loader.getClass().getName()
                            + ", shows of the JVM's bootstrap classes those of java.* alone. Let it delegate the package"
                            + " dev.engram.bootstrap (OSGi: org.osgi.framework.bootdelegation).",
                    true);
            return null;
        }
        Map<MethodModel, MethodAdvice> advice = advising.call();
        if (advice == null || advice.isEmpty()) {
            return null;
        }
        ProbeAccess.grant(module, instrumentation);
        report.wovenFor(plan.type(), loader);
        byte[] woven = WovenClass.write(new ClassReader(classFile), advice);
        if (unverified != null) {
            unverified.add(loader, plan.type(), classFile, woven);
        }
        return woven;
    }
}
