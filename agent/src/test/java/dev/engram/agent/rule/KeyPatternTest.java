package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A pattern of keys")
class KeyPatternTest {

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "memory:{agent}:{key}, memory:a1:plan, a1, , plan",
        "memory:{agent}:{key}, memory:a1:plan:v2, a1, , plan:v2",
        "{namespace}/{agent}/{key}, notes/a1/k, a1, notes, k",
        "session:{namespace}:messages, session:s1:messages, , s1, session:s1:messages",
        "m.{key}, m.(x|y), , , (x|y)"
    })
    @DisplayName("finds agent, namespace and key in it; the key takes what it can")
    void matches(String pattern, String key, String agent, String namespace, String rest) {
        assertThat(KeyPattern.parse(pattern).match(key)).isEqualTo(new KeyPattern.Match(agent, namespace, rest));
    }

    @Test
    @DisplayName("leaves other keys alone")
    void others() {
        KeyPattern pattern = KeyPattern.parse("memory:{agent}:{key}");
        assertThat(pattern.match("cache:a1:plan")).isNull();
        assertThat(pattern.match("memory:a1")).isNull();
        assertThat(pattern.match("x:memory:a1:plan")).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "memory:plan, 'the pattern has no part in braces; write one like memory:{agent}:{key}'",
        "{user}:{key}, '{user} is no part of a key; write {agent}, {namespace} or {key}'",
        "{key}:{key}, '{key} stands twice; keep one of them'",
        "{agent}{key}, '{agent} and {key} need text between them, such as a colon'"
    })
    @DisplayName("that is none is refused with what would be right")
    void wrong(String pattern, String said) {
        assertThatThrownBy(() -> KeyPattern.parse(pattern)).hasMessage(said);
    }
}
