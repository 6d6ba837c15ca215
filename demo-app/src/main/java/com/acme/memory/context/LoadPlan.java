package com.acme.memory.context;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is loaded at one stage in one mode.
 *
 * @param messages how many of the session's newest messages; 0 for none
 * @param window of the cache; null for none
 * @param deep how many deep memories at most; 0 for none
 * @param deepTags only those with one of these
 * @param facts which
 * @param groups whether to tell the groups of the session
 * @param widened whether a session's group widens it: the cache of all its sessions, deep memories with its tags
 * @param deepAvailable whether to tell that there is a deep memory to be asked
 */
record LoadPlan(
        int messages,
        @Nullable Duration window,
        int deep,
        List<String> deepTags,
        Facts facts,
        boolean groups,
        boolean widened,
        boolean deepAvailable) {

    /** Which facts. */
    enum Facts {
        NONE,
        ACTIVE,
        ALL
    }

    static final LoadPlan NOTHING = new LoadPlan(0, null, 0, List.of(), Facts.NONE, false, false, false);

    LoadPlan session(int newest) {
        return new LoadPlan(newest, window, deep, deepTags, facts, groups, widened, deepAvailable);
    }

    LoadPlan cache(int hours) {
        return new LoadPlan(messages, Duration.ofHours(hours), deep, deepTags, facts, groups, widened, deepAvailable);
    }

    LoadPlan deep(int limit, String... tags) {
        return new LoadPlan(messages, window, limit, List.of(tags), facts, groups, widened, deepAvailable);
    }

    LoadPlan facts(Facts which) {
        return new LoadPlan(messages, window, deep, deepTags, which, groups, widened, deepAvailable);
    }

    LoadPlan withGroups() {
        return new LoadPlan(messages, window, deep, deepTags, facts, true, widened, deepAvailable);
    }

    LoadPlan widenedByGroup() {
        return new LoadPlan(messages, window, deep, deepTags, facts, groups, true, deepAvailable);
    }

    LoadPlan tellingDeep() {
        return new LoadPlan(messages, window, deep, deepTags, facts, groups, widened, true);
    }
}
