package dev.engram.collector.keyspace.survey.key;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The ways in which applications make Redis keys. A server may have keys of several applications, or of several memories of
 * one, so each memory namespace has its own way. Immutable.
 */
public final class KeyTemplates {

    private final List<KeyTemplate> templates;

    /**
     * Templates, of which the first is that of a namespace whose keys fit none.
     *
     * @throws IllegalArgumentException where there is none, or one of them is none
     */
    public KeyTemplates(List<String> templates) {
        if (templates.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no key template; give one such as " + KeyTemplate.DEFAULT + ".");
        }
        this.templates = templates.stream().map(KeyTemplate::new).toList();
    }

    /**
     * The template of a memory namespace: the one by which most of its keys are on the server; of two, that which has the
     * namespace in it, for a key alone may be another one's. Where none is there by any, it is the first by which the
     * server has keys of the namespace at all, and then the first.
     *
     * @param keys of the memory, as spans tell them
     * @param isKey whether the server has this Redis key
     * @param hasKeysLike whether the server has keys in the namespace of this Redis key
     */
    public KeyTemplate of(
            String namespace, Collection<String> keys, Predicate<String> isKey, Predicate<String> hasKeysLike) {
        KeyTemplate best = null;
        long most = 0;
        for (KeyTemplate each : templates) {
            long there = keys.stream()
                    .filter(key -> isKey.test(each.render(namespace, key)))
                    .count();
            if (there > most || (best != null && there == most && each.hasNamespace() && !best.hasNamespace())) {
                best = each;
                most = there;
            }
        }
        if (best != null) {
            return best;
        }
        return templates.stream()
                .filter(each -> hasKeysLike.test(each.render(namespace, "")))
                .findFirst()
                .orElse(templates.get(0));
    }

    @Override
    public String toString() {
        return templates.stream().map(KeyTemplate::toString).collect(Collectors.joining(" or "));
    }
}
