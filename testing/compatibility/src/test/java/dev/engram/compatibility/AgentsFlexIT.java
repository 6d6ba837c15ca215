package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Agents-Flex, without configuration")
class AgentsFlexIT {

    @Test
    @DisplayName("what comes to a chat memory and is read of it is memory by conversation, by hand and by a prompt")
    void conversation() throws Exception {
        Trace trace = Run.of("agents-flex", "Conversation")
                .with(Run.newest("agents-flex"))
                .trace();
        assertThat(trace.out()).contains("said 2", "left 0");
        assertThat(trace.tree(
                        "memory.namespace", "gen_ai.conversation.id", "memory.key", "memory.limit", "memory.found"))
                .containsExactly(
                        "engram.memory.store chat alice alice",
                        "engram.memory.store chat alice alice",
                        "engram.memory.retrieve chat alice alice 10 true",
                        "engram.memory.delete chat alice alice",
                        "engram.memory.retrieve chat alice alice 10 false");
        assertThat(trace.spans())
                .as("nothing of messages")
                .noneMatch(span -> span.toString().contains("tea"));
    }
}
