package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Rules of a file")
class RuleSetTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "keys: verbatim, false",
        "keys: hash, true",
        "keys: template, true",
        "keys: off, true",
        "store: s, false"
    })
    @DisplayName(
            "hide keys where one of them shows them otherwise than they are, and the keys of commands are hidden then")
    void hidesKeys(String said, boolean hides) throws RuleException {
        RuleSet rules = RuleFile.parse("r.yaml", """
                memory:
                  - {type: a.M, method: get, operation: retrieve, key: arg0}
                  - {type: a.M, method: put, operation: store, key: arg0, %s}
                """.formatted(said));
        assertThat(rules.hidesKeys()).isEqualTo(hides);
    }
}
