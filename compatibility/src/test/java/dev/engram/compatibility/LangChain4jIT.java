package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("LangChain4j, without configuration")
class LangChain4jIT {

    static List<String> versions() throws IOException {
        return Run.tested("langchain4j");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    @DisplayName("a user's own rule for a type of the library counts before the pack")
    void ownRule(String version) throws Exception {
        Trace trace =
                Run.of("langchain4j", "Conversation").with(version).rules("""
                        prefix: acme
                        memory:
                          - type: dev.langchain4j.store.memory.chat.ChatMemoryStore
                            method: updateMessages
                            operation: store
                            key: arg0
                            value: arg1
                            namespace: ours
                        """).trace();
        assertThat(trace.tree("memory.namespace", "memory.key"))
                .filteredOn(line -> line.endsWith("acme.memory.store ours alice"))
                .hasSize(2);
        assertThat(trace.out()).contains("alice has 2", "bob has 0", "left 0");
    }
}
