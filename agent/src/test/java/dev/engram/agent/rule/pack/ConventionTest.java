package dev.engram.agent.rule.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The convention")
class ConventionTest {

    private static final String TYPE = "com.acme.MemoryManager";

    @ParameterizedTest
    @DisplayName("takes types whose simple name ends in MemoryManager or MemoryStore, nested ones too")
    @ValueSource(
            strings = {
                "MemoryManager",
                "com.acme.AgentMemoryManager",
                "com.acme.RedisMemoryStore",
                "a.Outer$MemoryStore"
            })
    void memoryTypes(String name) {
        assertThat(Convention.isMemoryType(name)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("leaves all other types alone")
    @ValueSource(
            strings = {
                "com.acme.MemoryManagerFactory",
                "MemoryManager$1",
                "a.MemoryStore$Builder",
                "a.memorystore",
                "a.MemoryStores",
                "memorymanager.Main"
            })
    void otherTypes(String name) {
        assertThat(Convention.isMemoryType(name)).isFalse();
        assertThat(Convention.rule(name, "store", List.of("java.lang.String"))).isNull();
    }

    @ParameterizedTest(name = "{0}({1})")
    @DisplayName("reads what a method's name and types hardly leave in doubt")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            store    | String,Object                | store    | key=[arg0] value=[arg1]
            save     | String,byte[]                | store    | key=[arg0] value=[arg1]
            put      | String                       | store    | key=[arg0]
            store    | String,Object,a.Options      | store    | agent.id=[arg2.owner?, arg2.agentId?] key=[arg0] namespace=[arg2.partition?, arg2.namespace?] ttl=[arg2.ttl?, arg2.ttlSeconds?] value=[arg1]
            store    | String,a.Plan                | store    | key=[arg0] value=[arg1]
            store    | String,Object,java.time.Duration | store | key=[arg0] ttl=[arg2] value=[arg1]
            store    | String,Object,String         | store    | key=[arg0] value=[arg1]
            store    | String,String,String         | store    | key=[arg0] value=[arg1]
            store    | String,Object,long           | store    | key=[arg0] value=[arg1]
            store    | String,Object,java.util.Map  | store    | key=[arg0] value=[arg1]
            store    | String,Object,a.Options[]    | store    | key=[arg0] value=[arg1]
            retrieve | String                       | retrieve | key=[arg0]
            retrieve | String,String                | retrieve | key=[arg0]
            retrieve | String,String,String         | retrieve | key=[arg0]
            retrieve | String,a.Options             | retrieve | agent.id=[arg1.owner?, arg1.agentId?] key=[arg0] namespace=[arg1.partition?, arg1.namespace?]
            get      | String,String                | retrieve | key=[arg0]
            load     | String,java.lang.Class       | retrieve | key=[arg0]
            search   | String,java.lang.Class,a.SearchOptions | search | agent.id=[arg2.owner?, arg2.agentId?] limit=[arg2.limit?] namespace=[arg2.partition?, arg2.namespace?] pattern=[arg0]
            search   | String,String                | search   | pattern=[arg0]
            query    | String,String                | search   | pattern=[arg0]
            find     | String                       | search   | pattern=[arg0]
            delete   | String,String                | delete   | key=[arg0]
            remove   | String,String                | delete   | key=[arg0]
            """)
    void methods(String method, String types, String operation, String fields) {
        Rule rule = Convention.rule(TYPE, method, types(types));
        assertThat(rule).isNotNull();
        Rule found = Objects.requireNonNull(rule);
        assertThat(found.operation()).isEqualTo(Operation.of(operation));
        assertThat(found.params()).isEqualTo(types(types));
        assertThat(found.type()).isEqualTo(TYPE);
        assertThat(found.source()).hasToString("(convention)");
        assertThat(found.fields().entrySet().stream()
                        .map(each ->
                                each.getKey().label() + "=" + each.getValue().paths())
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo(fields);
    }

    private static List<String> types(String types) {
        return List.of(types.replace("String", "java.lang.String")
                .replace("Object", "java.lang.Object")
                .split(","));
    }

    @ParameterizedTest(name = "{0}({1})")
    @DisplayName("leaves other methods alone, and those whose first parameter is no String")
    @CsvSource({
        "clear,java.lang.String",
        "storeAll,java.lang.String",
        "store,java.lang.Object",
        "get,int",
        "toString,java.lang.String"
    })
    void otherMethods(String method, String type) {
        assertThat(Convention.rule(TYPE, method, List.of(type))).isNull();
        assertThat(Convention.rule(TYPE, method, List.of())).isNull();
    }

    @Test
    @DisplayName("never takes for a name what may be a value: get(key, default), remove(key, value)")
    void valuesAreNoNames() {
        for (String method : List.of(
                "retrieve", "get", "load", "delete", "remove", "store", "save", "put", "search", "find", "query")) {
            Rule rule = Convention.rule(TYPE, method, List.of("java.lang.String", "java.lang.String"));
            assertThat(Objects.requireNonNull(rule).field(Field.NAMESPACE)).isNull();
        }
    }

    record Options(String partition, long ttlSeconds) {}

    @Test
    @DisplayName("reads options as far as they have them, and says nothing of what they lack")
    void optionsThatLackMembers() {
        Rule rule = Objects.requireNonNull(
                Convention.rule(TYPE, "store", List.of("java.lang.String", "java.lang.Object", "a.Options")));
        try (LogLines log = new LogLines()) {
            assertThat(read(rule, Field.NAMESPACE, new Options("p", 60))).isEqualTo("p");
            assertThat(read(rule, Field.TTL, new Options("p", 60))).isEqualTo(60L);
            assertThat(read(rule, Field.AGENT_ID, new Options("p", 60))).isNull();
            assertThat(read(rule, Field.NAMESPACE, Map.of("namespace", "n"))).isEqualTo("n");
            assertThat(log.all()).isEmpty();
        }
    }

    private static @Nullable Object read(Rule rule, Field field, Object options) {
        int slot = rule.slots().slotOf(2);
        assertThat(slot).isEqualTo(2);
        return Objects.requireNonNull(rule.field(field))
                .read(null, "key", "value", options, null, null, null, null, null);
    }
}
