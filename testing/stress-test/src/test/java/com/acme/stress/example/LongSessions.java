package com.acme.stress.example;

import com.acme.memory.session.Role;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import com.acme.stress.StressScenario;
import java.time.Duration;
import java.util.List;

/**
 * An example of a scenario of one's own: one session that becomes long. Its jar names the class in {@code
 * META-INF/services/com.acme.stress.StressScenario}.
 */
public final class LongSessions implements StressScenario {

    @Override
    public String id() {
        return "long_sessions";
    }

    @Override
    public String shortName() {
        return "long";
    }

    @Override
    public String purpose() {
        return "How the memory performs when a session becomes long.";
    }

    @Override
    public Duration duration() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(new Expectation("at least 10 messages", result -> {
            double messages = result.finding("messages");
            return new Expectation.Finding(messages >= 10, messages + " messages");
        }));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        var sessions = run.memory().state().sessions();
        int messages = 0;
        while (!run.isOver()) {
            run.cycle(() -> {
                var unused = sessions.add("the-session", Role.USER, "And one more thing.");
                return 1;
            });
            run.finding("messages", ++messages);
        }
    }
}
