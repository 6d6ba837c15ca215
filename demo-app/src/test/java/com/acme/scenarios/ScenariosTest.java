package com.acme.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.acme.memory.support.MemoryUnavailableException;
import com.acme.redis.RealRedis;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The developers' scenarios, from beginning to end")
class ScenariosTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-10-30T09:00:00Z"), ZoneOffset.UTC);

    private final List<String> lines = new ArrayList<>();
    private final Scenarios scenarios = new Scenarios(REDIS.client(), CLOCK, lines::add);

    @Test
    @DisplayName("a feature takes three days, loads what its group knows, and closes the group")
    void feature() {
        scenarios.play("feature", false);
        assertThat(lines)
                .containsExactly(
                        "Feature Development (Multi-Day Session)",
                        "Day 1: Research & Planning",
                        "  Nothing was said about it within the last hour",
                        "  Decided: Use PyJWT for token generation and validation",
                        "Day 2: Implementation",
                        "Context loaded:",
                        "  - Session messages: 1",
                        "  - Cache entries: 2",
                        "  - Deep memories: 1",
                        "  - Active PAFs: 4",
                        "  Checked AUTH-001: holds",
                        "  Checked QUAL-004: 912 lines are more than 800 (warning)",
                        "Day 3: Testing & Wrap-up",
                        "  Checked QUAL-001: holds",
                        "Feature 'Authentication Feature' completed!",
                        "  Sessions: 3",
                        "  Duration: 2025-10-30T09:00:00Z → 2025-10-30T09:00:00Z");
    }

    @Test
    @DisplayName("fail with what they could not do where Redis is gone, and say what stays there")
    void redisIsGone() throws IOException {
        REDIS.stop();
        try {
            assertThatExceptionOfType(MemoryUnavailableException.class)
                    .isThrownBy(() -> scenarios.play("patterns", false))
                    .withMessageNotContaining("the user's keys");
        } finally {
            REDIS.start();
        }
        assertThat(lines)
                .last()
                .asString()
                .isEqualTo("What the scenario patterns stored stays in Redis: Redis does not answer, so the user's keys"
                        + " could not be read.");
    }

    @Test
    @DisplayName("a bug is found by what was said today and what is known of JWT errors, and no other bug")
    void bug() {
        scenarios.play("bug", false);
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "Bug Investigation",
                        "Known from earlier work: 3 memories",
                        "Loaded memories: 1",
                        "Recent issues in the cache: 3",
                        "Found: JWT validation error 'token used before issued': the clock of the issuer was ahead of the"
                                + " server's",
                        "Found: JWT validation fails with 'invalid signature' after the signing keys were rotated too"
                                + " early",
                        "Solved: clock skew, 60s leeway")
                .endsWith("Solved: clock skew, 60s leeway");
    }

    @Test
    @DisplayName("a review sees sessions, constraints and patterns, those of authentication first")
    void review() {
        scenarios.play("review", false);
        assertThat(lines)
                .startsWith(
                        "Code Review with Historical Context",
                        "Reviewing: Authentication Feature",
                        "  Sessions: 2",
                        "  Constraint: Use PyJWT for token generation and validation",
                        "  Constraint: Access tokens live for 15 minutes",
                        "  Pattern: Authentication pattern: keep access tokens short-lived and rotate refresh tokens on"
                                + " each use...")
                .hasSize(8);
        assertThat(lines.get(7)).isEqualTo("  Pattern: Pattern for repositories: one class for each aggregate...");
    }

    @Test
    @DisplayName("sessions are grouped by feature, sprint and investigation")
    void patterns() {
        scenarios.play("patterns", false);
        assertThat(lines)
                .containsExactly(
                        "Session Grouping Patterns",
                        "Groups without activity for 90 days: 0 archived",
                        "Feature: User Profiles: closed, sessions profile-design-20251028, profile-impl-20251029,"
                                + " profile-test-20251030",
                        "Sprint 12: active, sessions story-123-auth, bug-fix-critical, profile-impl-20251029",
                        "  In two groups: profile-impl-20251029 (Feature: User Profiles, Sprint 12)",
                        "Investigation: Performance Bottleneck: archived, sessions slow-queries-profiling");
    }

    @Test
    @DisplayName("what they remember is gone afterwards, unless it is to be kept; and they can be played again")
    void keep() {
        Scenarios.NAMES.forEach(name -> scenarios.play(name, false));
        assertThat(REDIS.client().dbSize()).isZero();
        for (int i = 0; i < 2; i++) {
            Scenarios.NAMES.forEach(name -> scenarios.play(name, true));
        }
        assertThat(REDIS.client().keys("memory:dev-alice:*")).isNotEmpty();
        assertThat(REDIS.client().keys("memory:reviewer-charlie:*")).isNotEmpty();
    }
}
