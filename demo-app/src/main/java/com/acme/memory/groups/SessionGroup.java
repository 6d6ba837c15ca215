package com.acme.memory.groups;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Sessions that belong together.
 *
 * @param id names it
 * @param name for people
 * @param sessionIds in the order in which they were added
 * @param createdAt milliseconds since 1970
 * @param updatedAt of the last change
 */
public record SessionGroup(
        @JsonProperty("group_id") String id,
        String name,
        String description,
        List<String> tags,
        GroupStatus status,
        @JsonProperty("session_ids") List<String> sessionIds,
        @JsonProperty("created_at") long createdAt,
        @JsonProperty("updated_at") long updatedAt) {

    public SessionGroup {
        tags = List.copyOf(tags);
        sessionIds = List.copyOf(sessionIds);
    }
}
