package com.acme.memory.context;

import com.acme.memory.support.Inputs;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that needs its memory.
 *
 * @param workflowId names it; the id of a group of sessions, where it belongs to one
 * @param sessionId the session it is done in; null where there is none, and then nothing is loaded
 * @param metadata what is known of it; {@code group_id} names its group, too
 * @param state whatever the work keeps
 */
public record WorkflowContext(
        String workflowId, @Nullable String sessionId, Map<String, Object> metadata, Map<String, Object> state) {

    public WorkflowContext {
        Inputs.name("workflow", workflowId);
        if (sessionId != null) {
            Inputs.name("session", sessionId);
        }
        metadata = Map.copyOf(metadata);
        state = Map.copyOf(state);
    }

    /** A piece of work of which nothing else is known. */
    public static WorkflowContext of(String workflowId, String sessionId) {
        return new WorkflowContext(workflowId, sessionId, Map.of(), Map.of());
    }

    /** The id of the group that it may belong to. */
    String groupId() {
        return metadata.getOrDefault("group_id", workflowId).toString();
    }

    WorkflowContext withMetadata(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(metadata);
        all.putAll(more);
        return new WorkflowContext(workflowId, sessionId, all, state);
    }
}
