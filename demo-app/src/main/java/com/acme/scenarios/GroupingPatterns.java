package com.acme.scenarios;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.groups.GroupStatus;
import com.acme.memory.groups.SessionGroup;
import com.acme.memory.groups.SessionGroups;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Three ways to group sessions: by feature, by sprint, by investigation. */
public final class GroupingPatterns extends Scenario {
    private final Days days;

    GroupingPatterns(WorkflowMemory memory, Clock clock, Consumer<String> out) {
        super("Session Grouping Patterns", memory, out);
        this.days = new Days(clock);
    }

    @Override
    void play() {
        archive();
        groupByFeature();
        groupBySprint();
        groupInvestigation();
    }

    /** What nobody needs any more, before there is more of it. */
    private void archive() {
        int archived = memory().groups().archiveInactive(SessionGroups.INACTIVE).size();
        say("Groups without activity for " + SessionGroups.INACTIVE.toDays() + " days: " + archived + " archived");
    }

    /** All sessions of a feature; closed when it is complete. */
    public void groupByFeature() {
        String group = memory().groups()
                .create(
                        "Feature: User Profiles",
                        "User profile management with avatars",
                        List.of("profile", "user", "avatar"),
                        GroupStatus.ACTIVE);
        memory().groups().add(group, days.session("profile-design", 2));
        memory().groups().add(group, days.session("profile-impl", 1));
        memory().groups().add(group, days.session("profile-test", 0));
        memory().groups().changeStatus(group, GroupStatus.CLOSED);
        tell(group);
    }

    /** All sessions of a sprint; one of them is in the group of its feature, too. */
    public void groupBySprint() {
        String group = memory().groups()
                .create("Sprint 12", "Q4 2025 Sprint 12", List.of("sprint12", "q4-2025"), GroupStatus.ACTIVE);
        for (String session : List.of("story-123-auth", "bug-fix-critical", days.session("profile-impl", 1))) {
            memory().groups().add(group, session);
        }
        tell(group);
        String shared = memory().groups().of(days.session("profile-impl", 1)).stream()
                .map(SessionGroup::name)
                .sorted()
                .collect(Collectors.joining(", "));
        say("  In two groups: " + days.session("profile-impl", 1) + " (" + shared + ")");
    }

    /** For a while; archived when the cause is found. */
    public void groupInvestigation() {
        String group = memory().groups()
                .create(
                        "Investigation: Performance Bottleneck",
                        "Investigating slow DB queries",
                        List.of("investigation", "performance", "database"),
                        GroupStatus.ACTIVE);
        memory().groups().add(group, "slow-queries-profiling");
        memory().groups().changeStatus(group, GroupStatus.ARCHIVED);
        tell(group);
    }

    private void tell(String id) {
        SessionGroup group = memory().groups().get(id);
        say(group.name() + ": " + group.status().label() + ", sessions " + String.join(", ", group.sessionIds()));
    }
}
