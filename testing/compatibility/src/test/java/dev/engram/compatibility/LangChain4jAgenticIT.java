package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("LangChain4j's agents that work together, without configuration")
class LangChain4jAgenticIT {

    @Test
    @DisplayName(
            "a turn is one trace: each agent that others ask, with its model, in a sequence, a loop, at once and for a supervisor")
    void turns() throws Exception {
        Trace trace = Run.of("langchain4j-agentic", "Agents")
                .with(Run.newest("langchain4j-agentic"))
                .trace();
        assertThat(trace.out()).contains("alice: An edited story", "supervised: A story");
        assertThat(trace.isWhole()).isTrue();
        assertThat(trace.paths())
                .filteredOn(line -> line.contains("chat small-1"))
                .containsExactlyInAnyOrder(
                        "invoke_agent desk > invoke_agent Writer > chat small-1",
                        "invoke_agent desk > invoke_agent review > invoke_agent Scorer > chat small-1",
                        "invoke_agent desk > invoke_agent review > invoke_agent Editor > chat small-1",
                        "invoke_agent desk > invoke_agent review > invoke_agent Scorer > chat small-1",
                        "invoke_agent desk > invoke_agent titles > invoke_agent Titler > chat small-1",
                        "invoke_agent desk > invoke_agent titles > invoke_agent Scorer > chat small-1",
                        "invoke_agent supervisor > invoke_agent PlannerAgent > chat small-1",
                        "invoke_agent supervisor > invoke_agent Writer > chat small-1",
                        "invoke_agent supervisor > invoke_agent PlannerAgent > chat small-1");
        assertThat(trace.tree("gen_ai.operation.name"))
                .contains("invoke_agent desk invoke_agent", "invoke_agent supervisor invoke_agent");
        assertThat(trace.spans())
                .as("nothing of stories")
                .noneMatch(span -> span.toString().contains("A story")
                        || span.toString().contains("A title")
                        || span.toString().contains("edited"));
    }

    @Test
    @DisplayName("what agents share is memory by its name, and their scope by its conversation")
    void scope() throws Exception {
        Trace trace = Run.of("langchain4j-agentic", "Agents")
                .with(Run.newest("langchain4j-agentic"))
                .trace();
        assertThat(trace.out()).contains("kept An edited story of alice", "evicted true");
        List<String> operations =
                trace.paths("gen_ai.conversation.id", "memory.namespace", "memory.key", "memory.found");
        assertThat(operations)
                .contains(
                        "invoke_agent desk > engram.memory.retrieve alice agentic-scopes alice false",
                        "invoke_agent desk > engram.memory.store alice agentic-scopes alice",
                        "invoke_agent desk > engram.memory.store alice agentic-scope topic",
                        "invoke_agent desk > engram.memory.retrieve alice agentic-scope topic true",
                        "invoke_agent desk > invoke_agent review > engram.memory.store alice agentic-scope score",
                        "invoke_agent desk > invoke_agent review > engram.memory.retrieve alice agentic-scope score true",
                        "invoke_agent desk > invoke_agent titles > engram.memory.store alice agentic-scope title",
                        "engram.memory.delete alice agentic-scopes alice")
                .filteredOn(line -> line.startsWith("engram"))
                .containsExactly(
                        "engram.memory.retrieve alice agentic-scope story true",
                        "engram.memory.store alice agentic-scope tone",
                        "engram.memory.store alice agentic-scope tone",
                        "engram.memory.search agentic-scopes",
                        "engram.memory.delete alice agentic-scopes alice");
        assertThat(trace.tree("memory.layer"))
                .filteredOn(line -> line.contains("engram"))
                .allMatch(line -> line.endsWith(" 1"));
    }
}
