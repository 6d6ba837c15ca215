package com.acme.scenarios;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.context.LoadedContext;
import com.acme.memory.context.WorkflowContext;
import com.acme.memory.context.WorkflowMode;
import com.acme.memory.facts.Validation;
import com.acme.memory.groups.GroupStatus;
import com.acme.memory.groups.SessionGroup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Three days of work on one feature, held together by a group of sessions. */
public final class FeatureScenario extends Scenario {
    private final Days days;

    FeatureScenario(WorkflowMemory memory, Clock clock, Consumer<String> out) {
        super("Feature Development (Multi-Day Session)", memory, out);
        this.days = new Days(clock);
    }

    @Override
    void play() {
        String group = research();
        implement(group);
        wrapUp(group);
    }

    /** Day 1: looks around, decides, and writes down why. */
    public String research() {
        say("Day 1: Research & Planning");
        String group = memory().groups()
                .create(
                        "Authentication Feature",
                        "JWT authentication with refresh tokens",
                        List.of("auth", "security", "jwt"),
                        GroupStatus.ACTIVE);
        String session = days.session("auth-research", 2);
        memory().groups().add(group, session);
        if (memory().getCacheMemory(session, Duration.ofHours(1)).items().isEmpty()) {
            say("  Nothing was said about it within the last hour");
        }
        memory().addSessionMessage(session, "user", "Research JWT libraries for Python: PyJWT vs python-jose");
        memory().createDeepMemory(
                        "PyJWT is more lightweight (good for our use case). python-jose has more features but higher"
                                + " complexity.",
                        List.of("research", "jwt", "libraries"),
                        Map.of("category", "technical-decision", "session_id", session));
        memory().addPaf(
                        "AUTH",
                        "001",
                        "Use PyJWT for token generation and validation",
                        "Lightweight, well-maintained, sufficient for our needs");
        say("  Decided: " + memory().getActivePafs("AUTH").items().get(0).description());
        return group;
    }

    /** Day 2: loads everything that the group knows, builds, and checks what was built. */
    public void implement(String group) {
        say("Day 2: Implementation");
        String session = days.session("auth-impl", 1);
        memory().groups().add(group, session);
        memory().addSessionMessage(session, "user", "Implement JWT authentication with refresh tokens");
        LoadedContext loaded = memory().loadWorkflowContext(
                        new WorkflowContext(group, session, Map.of("group_id", group), Map.of()),
                        "implement",
                        WorkflowMode.AUGSTER_RIGOROUS);
        say("Context loaded:");
        say("  - Session messages: " + loaded.sessionMessages().size());
        say("  - Cache entries: " + loaded.cacheEntries().size());
        say("  - Deep memories: " + loaded.deepMemories().size());
        say("  - Active PAFs: " + loaded.facts().size());
        check("AUTH-001", "PyJWT 2.10");
        check("QUAL-004", 912);
        memory().addSessionMessage(
                        session, "assistant", "Implemented JWT generation with PyJWT, added refresh token rotation");
        memory().createDeepMemory(
                        "Refresh token rotation pattern: Generate new refresh token on each use, invalidate old one",
                        List.of("pattern", "jwt", "refresh-tokens"),
                        Map.of("category", "successful-pattern", "session_id", session));
    }

    /** Day 3: tests, closes the group, and looks back. */
    public void wrapUp(String group) {
        say("Day 3: Testing & Wrap-up");
        String session = days.session("auth-test", 0);
        memory().groups().add(group, session);
        memory().addSessionMessage(session, "user", "Test the rotation of refresh tokens");
        memory().loadWorkflowContext(WorkflowContext.of(group, session), "verify", WorkflowMode.STANDARD);
        check("QUAL-001", 84.5);
        memory().groups().changeStatus(group, GroupStatus.CLOSED);
        SessionGroup summary = memory().groups().get(group);
        say("Feature '" + summary.name() + "' completed!");
        say("  Sessions: " + summary.sessionIds().size());
        say("  Duration: " + Instant.ofEpochMilli(summary.createdAt()) + " → "
                + Instant.ofEpochMilli(summary.updatedAt()));
    }

    private void check(String fact, Object value) {
        Validation validation = memory().validatePaf(fact, value);
        say("  Checked " + fact + ": "
                + (validation.valid()
                        ? "holds"
                        : validation.reason() + " (" + validation.severity().label() + ")"));
    }
}
