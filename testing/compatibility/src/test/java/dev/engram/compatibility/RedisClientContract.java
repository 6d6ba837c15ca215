package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** What is true of each Redis client, shown by a generated program that uses it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisClientContract {

    @SuppressWarnings("NullAway.Init")
    private RedisTrial trial;

    /** The generated program, for the client that the class's parameters name. */
    abstract Run program() throws Exception;

    /** Commands that the client also sends where the agent does not look. */
    Set<String> unseen() {
        return Set.of();
    }

    private static Map<String, Long> without(Set<String> names, Map<String, Long> counts) {
        Map<String, Long> rest = new TreeMap<>(counts);
        rest.keySet().removeAll(names);
        return rest;
    }

    @BeforeParameterizedClassInvocation
    void run() throws Exception {
        trial = RedisTrial.of(program());
    }

    @Test
    @DisplayName("the application sees the same results and errors with the agent as without")
    void sameResults() {
        assertThat(trial.plain().lines().count()).isGreaterThan(2000);
        assertThat(trial.trace().out()).isEqualTo(trial.plain());
    }

    @Test
    @DisplayName("the spans have each command exactly as often as the server was sent it")
    void commandsAsServed() {
        assertThat(without(unseen(), trial.inSpans())).isEqualTo(without(unseen(), trial.sent()));
    }

    @Test
    @DisplayName("each error reply is a span that failed, with the error's code")
    void errors() {
        assertThat(trial.failures()).containsKey("WRONGTYPE");
        assertThat(trial.failuresInSpans()).isEqualTo(trial.failures());
    }

    @Test
    @DisplayName("no value, field, member, script, message or password is in a span or a metric")
    void noValues() {
        assertThat(trial.plain()).contains(RedisTrial.SECRET);
        assertThat(trial.commandSpans()).isNotEmpty();
        assertThat(trial.trace().spans())
                .extracting(Span::toString)
                .noneMatch(span -> span.contains(RedisTrial.SECRET));
        assertThat(trial.trace().metrics().toString()).doesNotContain(RedisTrial.SECRET);
    }

    @Test
    @DisplayName("keys are in the text of the command, which is bounded")
    void keys() {
        assertThat(trial.commandSpans()).extracting(Span::toString).anyMatch(span -> span.contains("string:"));
    }
}
