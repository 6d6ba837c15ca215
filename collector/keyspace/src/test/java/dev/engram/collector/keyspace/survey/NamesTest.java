package dev.engram.collector.keyspace.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.engram.collector.keyspace.redis.KeyNames;
import dev.engram.collector.keyspace.survey.finding.Limit;
import dev.engram.collector.keyspace.survey.key.KeyTemplate;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @DisplayName("A key's namespace is what stands before its separator")
    @CsvSource({
        "1, aqe/reports:one, aqe/reports",
        "1, amaos:user:7:metadata, amaos",
        "2, amaos:user:7:metadata, amaos:user",
        "2, amaos:user, amaos",
        "1, plain, (none)",
        "1, :odd, (none)"
    })
    void namespaces(int depth, String key, String namespace) {
        assertThat(new Namespaces(":", depth).of(key)).isEqualTo(namespace);
    }

    @Test
    @DisplayName("A separator may be longer than one character")
    void longSeparator() {
        assertThat(new Namespaces("::", 1).of("a:b::c")).isEqualTo("a:b");
    }

    @Test
    @DisplayName("A template makes a Redis key of namespace and key, and takes neither for a template")
    void template() {
        assertThat(new KeyTemplate("{namespace}:{key}").render("aqe/reports", "r1"))
                .isEqualTo("aqe/reports:r1");
        assertThat(new KeyTemplate("app:{key}").render("default", "r1")).isEqualTo("app:r1");
        assertThat(new KeyTemplate("{key}:{namespace}").render("{key}", "{namespace}"))
                .isEqualTo("{namespace}:{key}");
    }

    @ParameterizedTest
    @DisplayName("A template without a key is refused in a sentence")
    @ValueSource(strings = {"", "{namespace}", "{key}{key}"})
    void noTemplate(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyTemplate(template))
                .withMessageStartingWith("A key template has {key} once");
    }

    @Test
    @DisplayName("A key that is no text is shown byte by byte, and never as another key")
    void binary() {
        assertThat(KeyNames.show("größe".getBytes(StandardCharsets.UTF_8))).isEqualTo("größe");
        assertThat(KeyNames.show(new byte[] {'a', (byte) 0xff, '\\', 0})).isEqualTo("a\\xff\\\\\\x00");
    }

    @ParameterizedTest
    @DisplayName("A limit is a number of keys or of bytes")
    @CsvSource({"1000, 1000, 0", "10MB, 0, 10000000", "10MiB, 0, 10485760", "512b, 0, 512", "2gb, 0, 2000000000"})
    void limits(String text, long keys, long bytes) {
        assertThat(Limit.parse(text)).isEqualTo(new Limit(keys, bytes));
    }

    @ParameterizedTest
    @DisplayName("Anything else is refused in a sentence")
    @ValueSource(strings = {"", "many", "-1", "0", "0MB", "10 MB", "99999999999999999999"})
    void noLimits(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.parse(text))
                .withMessageContaining("A limit is a number of keys");
    }
}
