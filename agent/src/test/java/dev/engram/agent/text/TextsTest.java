package dev.engram.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Texts for people and for protocols")
class TextsTest {

    @Test
    @DisplayName("are cut between characters, and shortened with three dots")
    void cut() {
        assertThat(Texts.cut("abc", 3)).isEqualTo("abc");
        assertThat(Texts.cut("abcd", 3)).isEqualTo("abc");
        assertThat(Texts.cut("ab😀", 3)).isEqualTo("ab");
        assertThat(Texts.cut("ab😀d", 4)).isEqualTo("ab😀");
        assertThat(Texts.shorten("abc", 3)).isEqualTo("abc");
        assertThat(Texts.shorten("a\nbc", 3)).isEqualTo("a b...");
        assertThat(Texts.quote("x".repeat(60))).isEqualTo("'" + "x".repeat(60) + "'");
        assertThat(Texts.quote("x".repeat(61))).isEqualTo("'" + "x".repeat(60) + "...'");
    }

    @Test
    @DisplayName("stay in one line")
    void oneLine() {
        assertThat(Texts.oneLine("a\r\nb\tc\u0085d\u001B[2Je é")).isEqualTo("a  b c d [2Je é");
    }

    @Test
    @DisplayName("are joined and counted")
    void joinedAndCounted() {
        assertThat(Texts.join(List.of(), "or")).isEmpty();
        assertThat(Texts.join(List.of("a"), "or")).isEqualTo("a");
        assertThat(Texts.join(List.of("a", "b"), "and")).isEqualTo("a and b");
        assertThat(Texts.join(List.of("a", "b", "c"), "or")).isEqualTo("a, b or c");
        assertThat(Texts.count(0, "method")).isEqualTo("0 methods");
        assertThat(Texts.count(1, "class")).isEqualTo("1 class");
        assertThat(Texts.count(2, "class")).isEqualTo("2 classes");
    }

    @Test
    @DisplayName("can be the name of an HTTP header or not")
    void httpToken() {
        assertThat(List.of("x-api-key", "a", "!#$%&'*+-.^_`|~")).allMatch(Texts::isHttpToken);
        assertThat(List.of("", "a b", "a:b", "é", "a\n", "a\u007F", "a=b")).noneMatch(Texts::isHttpToken);
    }
}
