package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory tools of Spring AI Agent Utils, without configuration")
class SpringAiAgentUtilsIT {

    @Test
    @DisplayName("what a model has them do is memory by the path of the file, a child of the tool's call")
    void memoryFiles() throws Exception {
        Trace trace = Run.of("spring-ai-agent-utils", "MemoryFiles")
                .with(Run.newest("spring-ai-agent-utils"))
                .trace();
        assertThat(trace.out()).contains("MemoryCreate true", "MemoryDelete true");
        assertThat(trace.tree("gen_ai.operation.name", "memory.namespace", "memory.key"))
                .containsExactly(
                        "execute_tool MemoryCreate execute_tool",
                        "  engram.memory.store create_memory memory-files teas.md",
                        "execute_tool MemoryView execute_tool",
                        "  engram.memory.retrieve get_memory memory-files teas.md",
                        "execute_tool MemoryStrReplace execute_tool",
                        "  engram.memory.store update_memory memory-files teas.md",
                        "execute_tool MemoryInsert execute_tool",
                        "  engram.memory.store update_memory memory-files teas.md",
                        "execute_tool MemoryRename execute_tool",
                        "  engram.memory.store update_memory memory-files drinks.md",
                        "execute_tool MemoryDelete execute_tool",
                        "  engram.memory.delete delete_memory memory-files drinks.md");
        assertThat(trace.spans())
                .as("nothing of files")
                .noneMatch(span -> span.toString().matches("(?s).*(Alice|milk).*"));
    }
}
