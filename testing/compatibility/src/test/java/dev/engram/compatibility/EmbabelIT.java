package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@DisplayName("Embabel, without configuration")
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Embabel needs Java 21.")
class EmbabelIT {

    @Test
    @DisplayName("what agents share is memory: conversations by id, a blackboard by name, contexts by id")
    void memories() throws Exception {
        Trace trace = Run.of("embabel", "Memories").with(Run.newest("embabel")).trace();
        assertThat(trace.out()).contains("said 2", "topic true false", "context true false");
        assertThat(trace.tree("memory.namespace", "memory.session_id", "memory.key", "memory.found"))
                .containsExactly(
                        "engram.memory.store conversations c-1 c-1",
                        "engram.memory.store conversations c-1 c-1",
                        "engram.memory.retrieve conversations c-1 c-1 true",
                        "engram.memory.store blackboard b-1 topic",
                        "engram.memory.store blackboard b-1 guest",
                        "engram.memory.store blackboard b-1 rule",
                        "engram.memory.store blackboard b-1",
                        "engram.memory.retrieve blackboard b-1 topic true",
                        "engram.memory.retrieve blackboard b-1 title false",
                        "engram.memory.delete blackboard b-1",
                        "engram.memory.store contexts x-1 x-1",
                        "engram.memory.store contexts x-1 x-1",
                        "engram.memory.retrieve contexts x-1 x-1 true",
                        "engram.memory.retrieve contexts x-2 x-2 false",
                        "engram.memory.delete contexts x-1 x-1");
        assertThat(trace.spans())
                .as("nothing of messages")
                .noneMatch(span -> span.toString().matches("(?s).*(Alice|milk|be kind).*"));
    }
}
