package com.acme.stress.scenario;

import com.acme.stress.StressScenario;
import java.time.Duration;

/** What a scenario says of itself. */
abstract class BuiltIn implements StressScenario {
    private final String id;
    private final String shortName;
    private final String purpose;
    private final Duration duration;

    BuiltIn(String id, String shortName, int seconds, String purpose) {
        this.id = id;
        this.shortName = shortName;
        this.purpose = purpose;
        this.duration = Duration.ofSeconds(seconds);
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String shortName() {
        return shortName;
    }

    @Override
    public final String purpose() {
        return purpose;
    }

    @Override
    public final Duration duration() {
        return duration;
    }
}
