package com.acme.memory.context;

import com.acme.memory.cache.CacheEntry;
import com.acme.memory.deep.DeepResult;
import com.acme.memory.facts.Fact;
import com.acme.memory.groups.SessionGroup;
import com.acme.memory.session.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A piece of work with its memory.
 *
 * @param sessionMessages oldest first
 * @param cacheEntries oldest first
 * @param deepMemories nearest first
 * @param facts by id
 * @param groups of the session
 * @param deepAvailable whether a deep memory may be asked that was not loaded
 * @param layersLoaded which layers were asked and answered
 * @param reasons why a layer that was asked has nothing
 */
public record LoadedContext(
        WorkflowContext context,
        Stage stage,
        WorkflowMode mode,
        List<Message> sessionMessages,
        List<CacheEntry> cacheEntries,
        List<DeepResult> deepMemories,
        List<Fact> facts,
        List<SessionGroup> groups,
        boolean deepAvailable,
        Set<Layer> layersLoaded,
        List<String> reasons) {

    public LoadedContext {
        layersLoaded = Collections.unmodifiableSet(new TreeSet<>(layersLoaded));
        reasons = List.copyOf(reasons);
    }

    /** The context with all of it as metadata, by the names that prompts are made with. */
    public WorkflowContext enriched() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("stage", stage.label());
        metadata.put("workflow_mode", mode.label());
        metadata.put("session_context", sessionMessages);
        metadata.put("cache_memory", cacheEntries);
        metadata.put("deep_memory", deepMemories);
        metadata.put("pafs", facts);
        metadata.put("session_groups", groups);
        metadata.put("deep_memory_available", deepAvailable);
        metadata.put("memories", memories());
        return context.withMetadata(metadata);
    }

    /** Everything that was loaded of all layers. */
    public List<Object> memories() {
        List<Object> all = new ArrayList<>(sessionMessages);
        all.addAll(cacheEntries);
        all.addAll(deepMemories);
        all.addAll(facts);
        return List.copyOf(all);
    }
}
