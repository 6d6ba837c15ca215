package com.acme.scenarios;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.cache.CacheEntry;
import com.acme.memory.context.LoadedContext;
import com.acme.memory.context.WorkflowContext;
import com.acme.memory.context.WorkflowMode;
import com.acme.memory.deep.DeepResult;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A failure in production, looked for in what was said lately and in what is known for long. */
public final class BugScenario extends Scenario {
    private static final String SESSION = "bug-investigation-prod-error";

    private final Days days;

    BugScenario(WorkflowMemory memory, Clock clock, Consumer<String> out) {
        super("Bug Investigation", memory, out);
        this.days = new Days(clock);
    }

    @Override
    void play() {
        remember();
        understand();
        investigate();
        solve();
    }

    /** What the developer knows from earlier work. */
    public void remember() {
        String deployment = days.session("auth-deploy", 0);
        memory().addSessionMessage(deployment, "user", "Deploy the token service to three more hosts");
        memory().addSessionMessage(deployment, "assistant", "Deployed; two of the new hosts have no time server yet");
        memory().createDeepMemory(
                        "JWT validation error 'token used before issued': the clock of the issuer was ahead of the server's",
                        List.of("jwt", "error"),
                        Map.of("category", "bug-resolution"));
        memory().createDeepMemory(
                        "JWT validation fails with 'invalid signature' after the signing keys were rotated too early",
                        List.of("jwt", "error", "keys"),
                        Map.of("category", "bug-resolution"));
        memory().createDeepMemory(
                        "Slow product search was caused by a missing index on the orders table",
                        List.of("database", "performance"),
                        Map.of("category", "bug-resolution"));
        say("Known from earlier work: "
                + memory().searchDeepMemory("", 100, List.of()).items().size() + " memories");
    }

    /** Rapid: the session alone, for speed. */
    public void understand() {
        memory().addSessionMessage(SESSION, "user", "Production error: JWT token validation failing intermittently");
        LoadedContext loaded = memory().loadWorkflowContext(
                        WorkflowContext.of("bug-jwt-validation", SESSION), "understand", WorkflowMode.RAPID);
        say("Loaded memories: " + loaded.memories().size());
    }

    /** Looks through the day's cache of all sessions, and through deep memory by meaning. */
    public void investigate() {
        List<CacheEntry> recent =
                memory().getCacheMemory(null, Duration.ofHours(24)).items();
        say("Recent issues in the cache: " + recent.size());
        for (DeepResult pattern : memory().searchDeepMemory("JWT validation errors", 5, List.of("jwt", "error"))
                .items()) {
            say("Found: " + pattern.text());
        }
    }

    /** Keeps what the cause was. */
    public void solve() {
        String id = memory().createDeepMemory(
                        "JWT intermittent validation failures caused by clock skew. Solution: Add 60s leeway in token"
                                + " validation",
                        List.of("bug-fix", "jwt", "clock-skew"),
                        Map.of("category", "bug-resolution", "severity", "high"));
        memory().addSessionMessage(
                        SESSION, "assistant", "Clock skew; added 60s leeway" + (id == null ? "" : ", kept as " + id));
        say("Solved: clock skew, 60s leeway");
    }
}
