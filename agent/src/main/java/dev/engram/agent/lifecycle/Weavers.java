package dev.engram.agent.lifecycle;

import dev.engram.agent.context.HandOver;
import dev.engram.agent.rule.InlineMocks;
import dev.engram.agent.weave.ContextWeaver;
import dev.engram.agent.weave.Weaver;
import dev.engram.agent.weave.classfile.TypeHierarchy;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that changes the application's classes, and takes the changes back. Thread-safe. */
public final class Weavers {

    private final Weaver weaver;
    private final Instrumentation instrumentation;
    private final List<ContextWeaver> others = new ArrayList<>();
    private @Nullable ClassFileTransformer mocks;
    private final boolean sparesJdk;
    private boolean isUninstalled;

    /**
     * Weavers, not yet at work.
     *
     * @param weaver weaves what rules name
     * @param sparesJdk whether the JDK's classes stay as they are
     */
    public Weavers(Weaver weaver, Instrumentation instrumentation, boolean sparesJdk) {
        this.weaver = weaver;
        this.instrumentation = instrumentation;
        this.sparesJdk = sparesJdk;
    }

    /** What weaves the methods that rules name. */
    public Weaver ofRules() {
        return weaver;
    }

    /** Weaves these too, from now on; nothing after {@link #uninstall}. */
    public void add(List<HandOver> handOvers) {
        List<HandOver> woven = sparesJdk
                ? handOvers.stream()
                        .filter(each -> !TypeHierarchy.isOfTheJdk(each.type()))
                        .toList()
                : handOvers;
        ContextWeaver other = new ContextWeaver(woven, instrumentation);
        synchronized (this) {
            if (isUninstalled) {
                return;
            }
            others.add(other);
        }
        other.install();
    }

    /** Weaves what is loaded and will be loaded from now on. */
    public void install() {
        weaver.install();
        mocks = InlineMocks.watch(instrumentation);
    }

    /** Gives every class its own code back. */
    public void uninstall() {
        List<ContextWeaver> installed;
        synchronized (this) {
            isUninstalled = true;
            installed = List.copyOf(others);
        }
        weaver.uninstall();
        installed.forEach(ContextWeaver::uninstall);
        if (mocks != null) {
            instrumentation.removeTransformer(mocks);
        }
    }
}
