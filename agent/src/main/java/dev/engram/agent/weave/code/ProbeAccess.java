package dev.engram.agent.weave.code;

import dev.engram.bootstrap.Entry;
import dev.engram.bootstrap.Probe;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether woven code finds {@link Probe}, and what it takes to let it. Thread-safe. */
public final class ProbeAccess {

    private ProbeAccess() {}

    /**
     * Whether the classes of a loader find the bootstrap classes that woven code calls. Some loaders delegate to the
     * bootstrap loader for {@code java.*} alone; woven code would fail there at each call.
     */
    public static boolean isVisibleTo(ClassLoader loader) {
        try {
            // Both are known to the loader from now on: woven code asks for Entry where there is no stack to look for
            // it.
            return Class.forName(Probe.class.getName(), false, loader) == Probe.class
                    && Class.forName(Entry.class.getName(), false, loader) == Entry.class;
        } catch (ClassNotFoundException | LinkageError hidden) {
            return false;
        }
    }

    /**
     * Lets a named module read the bootstrap loader's unnamed module, where {@link Probe} lives, which it does not by
     * itself, and opens its packages, for records and getters, to the agent's own module and to no other.
     */
    public static void grant(@Nullable Module module, Instrumentation instrumentation) {
        if (module != null) {
            grant(module, module.getPackages(), instrumentation);
        }
    }

    /**
     * The same of a module whose classes hand tasks from thread to thread; of the JDK's own only {@code java.util.concurrent}
     * is opened, where the state of stages is read, of others nothing.
     */
    public static void grantToHandOvers(@Nullable Module module, Instrumentation instrumentation) {
        if (module != null) {
            boolean isBase = module == Object.class.getModule();
            grant(module, isBase ? Set.of("java.util.concurrent") : Set.of(), instrumentation);
        }
    }

    private static void grant(Module module, Set<String> opened, Instrumentation instrumentation) {
        Module ofProbe = Probe.class.getModule();
        if (!module.isNamed() || module.canRead(ofProbe)) {
            return;
        }
        Set<Module> agent = Set.of(ProbeAccess.class.getModule());
        Map<String, Set<Module>> opens = new HashMap<>();
        opened.forEach(name -> opens.put(name, agent));
        instrumentation.redefineModule(module, Set.of(ofProbe), Map.of(), opens, Set.of(), Map.of());
    }
}
