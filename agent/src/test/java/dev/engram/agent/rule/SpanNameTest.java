package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A span's name")
class SpanNameTest {

    private static String with(String template, @Nullable String... values) {
        return SpanName.template(template).with(values);
    }

    @Test
    @DisplayName("has values in place of the names in braces, wherever these stand")
    void values() {
        assertThat(with("{agent.name} runs {tool}", "Planner", "search")).isEqualTo("Planner runs search");
        assertThat(with("{agent.name}{tool}", "Planner", "search")).isEqualTo("Plannersearch");
        assertThat(SpanName.template("{agent.name} runs {tool}").names()).containsExactly("agent.name", "tool");
        assertThat(with("chat")).isEqualTo("chat");
    }

    @Test
    @DisplayName("leaves out a value that is not there, with the blank before it, and is never empty")
    void missing() {
        assertThat(with("run {tool} now", (String) null)).isEqualTo("run now");
        assertThat(with("run:{tool}", (String) null)).isEqualTo("run:");
        assertThat(with("{agent.name} runs", (String) null)).isEqualTo("runs");
        assertThat(with("{agent.name}", (String) null)).isEqualTo("{agent.name}");
    }

    @Test
    @DisplayName("is the same for all calls where it is a text, also with braces in it")
    void literal() {
        SpanName name = SpanName.literal("trim {window}");
        assertThat(name.isFixed()).isTrue();
        assertThat(name.isTemplate()).isFalse();
        assertThat(name.names()).isEmpty();
        assertThat(name.with(new String[0])).isEqualTo("trim {window}");
    }

    @ParameterizedTest
    @DisplayName("with a brace without a name is refused in one sentence")
    @ValueSource(strings = {"chat {model", "chat {}", "{}", "chat { }", "chat {a} {"})
    void refused(String template) {
        assertThatThrownBy(() -> SpanName.template(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The span's name '" + template + "' has a brace without a name; write it like {agent.name}.");
    }
}
