package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A woven method hands over its result")
class ReadsReturnTest {

    private static RuleBuilder rule(Operation operation) {
        return Rule.memory(new Source("r.yaml", 1), "a.M", "m", operation);
    }

    private static boolean readsReturn(RuleBuilder rule) {
        return new MemorySite("t", rule.build(), "a.M.m").readsReturn();
    }

    private static List<Path> path(String text) {
        return List.of(Path.parse(text));
    }

    @Test
    @DisplayName("of a retrieve and a search always, and of others not by itself")
    void operations() {
        for (Operation each : Operation.values()) {
            assertThat(readsReturn(rule(each)))
                    .as("%s", each)
                    .isEqualTo(each == Operation.RETRIEVE || each == Operation.SEARCH);
        }
    }

    @Test
    @DisplayName(
            "where a field, an attribute, a gauge or a rare field is read of it, and not where one is read elsewhere")
    void paths() {
        assertThat(readsReturn(rule(Operation.STORE).fields(Map.of(Field.KEY, path("return.id")))))
                .isTrue();
        assertThat(readsReturn(rule(Operation.STORE).fields(Map.of(Field.STORE, path("return.store")))))
                .isTrue();
        assertThat(readsReturn(rule(Operation.STORE).attributes(Map.of("a", path("return.a")))))
                .isTrue();
        assertThat(readsReturn(rule(Operation.STORE).gauges(Map.of("g", path("return.g")))))
                .isTrue();
        assertThat(readsReturn(rule(Operation.STORE)
                        .fields(Map.of(Field.KEY, path("arg0")))
                        .attributes(Map.of("a", path("error.code"), "b", path("this.name")))))
                .isFalse();
    }
}
