package com.acme.scenarios;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.deep.DeepResult;
import com.acme.memory.facts.Fact;
import com.acme.memory.groups.GroupStatus;
import com.acme.memory.groups.SessionGroup;
import com.acme.memory.session.Message;
import com.acme.memory.support.TagMatch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A review that knows what was said, decided and learned before. */
public final class ReviewScenario extends Scenario {
    private static final int MESSAGES = 20;
    private static final int SHOWN = 100;

    private final Days days;

    ReviewScenario(WorkflowMemory memory, Clock clock, Consumer<String> out) {
        super("Code Review with Historical Context", memory, out);
        this.days = new Days(clock);
    }

    @Override
    void play() {
        remember();
        memory().groups().list(List.of("auth"), TagMatch.ANY, null).forEach(group -> review(group.id()));
    }

    /** What the reviewer has seen of the feature. */
    public void remember() {
        String group = memory().groups()
                .create(
                        "Authentication Feature",
                        "JWT authentication with refresh tokens",
                        List.of("auth", "security", "jwt"),
                        GroupStatus.ACTIVE);
        say(group, days.session("auth-design-review", 2), "Should refresh tokens be stored, or signed only?");
        say(group, days.session("auth-pull-request", 1), "The pull request adds rotation of refresh tokens");
        memory().addPaf("AUTH", "001", "Use PyJWT for token generation and validation", "One library is enough");
        memory().addPaf("AUTH", "002", "Access tokens live for 15 minutes", "A stolen one is soon worthless");
        memory().createDeepMemory(
                        "Authentication pattern: keep access tokens short-lived and rotate refresh tokens on each use",
                        List.of("auth", "pattern"),
                        Map.of("category", "successful-pattern"));
        memory().createDeepMemory(
                        "Pattern for sign-in: compare password hashes in constant time, and answer alike for unknown users",
                        List.of("auth", "pattern", "security"),
                        Map.of("category", "successful-pattern"));
        memory().createDeepMemory(
                        "Pattern for repositories: one class for each aggregate",
                        List.of("pattern", "database"),
                        Map.of("category", "successful-pattern"));
    }

    /** Looks at one group: its sessions, what constrains it, and which patterns are known. */
    public void review(String id) {
        SessionGroup group = memory().groups().get(id);
        Map<String, List<Message>> context = memory().groups().context(id, MESSAGES);
        say("Reviewing: " + group.name());
        say("  Sessions: " + context.size());
        for (Fact fact : memory().getActivePafs("AUTH").items()) {
            say("  Constraint: " + fact.description());
        }
        for (DeepResult pattern : memory().searchDeepMemory("authentication patterns", 10, List.of("auth", "pattern"))
                .items()) {
            String text = pattern.text();
            say("  Pattern: " + text.substring(0, Math.min(SHOWN, text.length())) + "...");
        }
    }

    private void say(String group, String session, String message) {
        memory().groups().add(group, session);
        memory().addSessionMessage(session, "user", message);
    }
}
