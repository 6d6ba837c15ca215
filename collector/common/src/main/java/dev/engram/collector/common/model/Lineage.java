package dev.engram.collector.common.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was done with one memory key, the oldest first.
 *
 * @param namespace the only one that was asked for; null for all
 * @param shared namespaces that services share; in others each service has its own memory
 * @param truncated whether there are older operations than these
 */
public record Lineage(String key, @Nullable String namespace, List<Step> steps, Set<String> shared, boolean truncated) {

    /**
     * An operation.
     *
     * @param writtenBy of a retrieve that found something, the store that its span has a link to; without a link, the last
     *     store before it in the same memory; null where there is none among these
     */
    public record Step(KeyUse use, @Nullable KeyUse writtenBy) {}

    public Lineage {
        steps = List.copyOf(steps);
        shared = Set.copyOf(shared);
    }

    /** Finds out whose value each retrieve found: the operations are in the order of their start. */
    public static Lineage of(
            String key, @Nullable String namespace, List<KeyUse> uses, Set<String> shared, boolean truncated) {
        Map<String, KeyUse> written = new HashMap<>();
        Map<String, KeyUse> stores = new HashMap<>();
        for (KeyUse use : uses) {
            if (use.operation().equals("store")) {
                stores.put(use.place(), use);
            }
        }
        List<Step> steps = new ArrayList<>();
        for (KeyUse use : uses) {
            String where = shared.contains(use.namespace()) ? use.namespace() : use.namespace() + '\0' + use.service();
            KeyUse writtenBy = null;
            if (!use.failed()) {
                switch (use.operation()) {
                    case "store" -> written.put(where, use);
                    case "delete" -> written.remove(where);
                    case "retrieve" -> {
                        KeyUse linked = use.linked() == null ? null : stores.get(use.linked());
                        writtenBy =
                                Boolean.FALSE.equals(use.found()) ? null : linked != null ? linked : written.get(where);
                    }
                    default -> {
                        // Neither writes nor reads a value.
                    }
                }
            }
            steps.add(new Step(use, writtenBy));
        }
        return new Lineage(key, namespace, steps, shared, truncated);
    }
}
