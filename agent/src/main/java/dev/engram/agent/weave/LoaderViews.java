package dev.engram.agent.weave;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which class loaders can show a type that packs name. Most applications use none of the libraries, and there no supertype
 * is ever looked up: each loader is asked once. Holds no loader. Thread-safe.
 */
final class LoaderViews {

    private final Set<String> typesOfPacks;
    private final boolean packsOnly;
    private final Map<ClassLoader, LoaderView> views = Collections.synchronizedMap(new WeakHashMap<>());

    /** In how many loaders a type of a pack was loaded. A loader may find later what it did not show before. */
    private final AtomicInteger finds = new AtomicInteger();

    /** @param packsOnly whether there are no other rules than those of packs */
    LoaderViews(Set<String> typesOfPacks, boolean packsOnly) {
        this.typesOfPacks = typesOfPacks;
        this.packsOnly = packsOnly;
    }

    LoaderView of(ClassLoader loader) {
        LoaderView view = views.get(loader);
        return view != null ? view : views.computeIfAbsent(loader, each -> new LoaderView(new Ancestry(packsOnly)));
    }

    /** A type that a pack names, or the user, was loaded there. */
    void seen(LoaderView view) {
        if (view.packs != LoaderView.SEES) {
            view.packs = LoaderView.SEES;
            finds.incrementAndGet();
        }
    }

    /** Whether a type of a pack can be seen from there, and with it be extended there. */
    boolean seesPacks(LoaderView view, ClassLoader loader) {
        int now = finds.get();
        if (view.packs == LoaderView.SEES || view.packs == now) {
            return view.packs == LoaderView.SEES;
        }
        for (String type : typesOfPacks) {
            if (loader.getResource(type.replace('.', '/') + ".class") != null) {
                view.packs = LoaderView.SEES;
                return true;
            }
        }
        view.packs = now;
        return false;
    }
}
