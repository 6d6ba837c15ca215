package dev.engram.agent.weave;

import dev.engram.agent.weave.classfile.TypeHierarchy;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Which class loaders can show a type that packs name. Most applications use none of the libraries, and there no supertype
 * is ever looked up: each loader is asked once. Holds no loader. Thread-safe.
 */
final class LoaderViews {

    private final Set<String> typesOfPacks;
    private final Supplier<TypeHierarchy> hierarchies;
    private final Map<ClassLoader, LoaderView> views = Collections.synchronizedMap(new WeakHashMap<>());

    /** In how many loaders a type of a pack was loaded. A loader may find later what it did not show before. */
    private final AtomicInteger finds = new AtomicInteger();

    /** @param hierarchies makes one for each loader */
    LoaderViews(Set<String> typesOfPacks, Supplier<TypeHierarchy> hierarchies) {
        this.typesOfPacks = typesOfPacks;
        this.hierarchies = hierarchies;
    }

    LoaderView of(ClassLoader loader) {
        LoaderView view = views.get(loader);
        return view != null ? view : views.computeIfAbsent(loader, each -> new LoaderView(hierarchies.get()));
    }

    /** A type that a pack names, or the user, was loaded there. */
    void seen(LoaderView view) {
        if (view.packs != LoaderView.SEES) {
            view.packs = LoaderView.SEES;
            finds.incrementAndGet();
        }
    }

    /** Whether it is known if a type of a pack can be seen from there, so that {@link #seesPacks} does not call the loader. */
    boolean isKnown(LoaderView view) {
        return view.packs == LoaderView.SEES || view.packs == finds.get();
    }

    /** Whether a type of a pack can be seen from there, and with it be extended there. Calls the loader, unless it is known. */
    boolean seesPacks(LoaderView view, ClassLoader loader) {
        int now = finds.get();
        if (view.packs == LoaderView.SEES || view.packs == now) {
            return view.packs == LoaderView.SEES;
        }
        try {
            for (String type : typesOfPacks) {
                if (loader.getResource(type.replace('.', '/') + ".class") != null) {
                    view.packs = LoaderView.SEES;
                    return true;
                }
            }
        } catch (RuntimeException | LinkageError | AssertionError refused) {
            // What its classes extend is seen once they are loaded.
            view.packs = LoaderView.SEES;
            return true;
        }
        view.packs = now;
        return false;
    }
}
