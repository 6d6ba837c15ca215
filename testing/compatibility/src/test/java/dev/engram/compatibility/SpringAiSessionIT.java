package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Spring AI's sessions, without configuration")
class SpringAiSessionIT {

    private static final List<String> BEGINNING = List.of(
            "  engram.memory.retrieve get_memory s-1 s-1 false",
            "  engram.memory.store create_memory s-1 s-1",
            "    engram.memory.store upsert_memory s-1 s-1",
            "  engram.memory.retrieve get_memory s-1 s-1 false 0");

    private static final List<String> TALK = List.of(
            "  engram.memory.store create_memory s-1 s-1",
            "  chat small-1 chat s-1",
            "  engram.memory.store create_memory s-1 s-1",
            "  engram.memory.store update_memory s-1 s-1 2",
            "    engram.memory.retrieve get_memory s-1 s-1 true");

    @Test
    @DisplayName(
            "a turn is one trace with the session that it reads, adds to and makes smaller; a service's work is its own")
    void sessions() throws Exception {
        Trace trace = Run.of("spring-ai-session", "Sessions")
                .with(Run.newest("spring-ai-session"))
                .trace();
        assertThat(trace.out()).contains("alice: It is noon", "said 1 1", "sessions 1 true", "expired 0");
        assertThat(trace.tree(
                        "gen_ai.operation.name",
                        "gen_ai.conversation.id",
                        "memory.key",
                        "memory.found",
                        "memory.result_count"))
                .containsExactlyElementsOf(Stream.of(
                                List.of("invoke_agent invoke_agent s-1"),
                                BEGINNING,
                                TALK,
                                List.of(
                                        "    engram.memory.retrieve get_memory s-1 s-1 true 2",
                                        "invoke_agent invoke_agent s-1",
                                        "  engram.memory.retrieve get_memory s-1 s-1 true",
                                        "  engram.memory.retrieve get_memory s-1 s-1 true 2"),
                                TALK,
                                List.of(
                                        "    engram.memory.retrieve get_memory s-1 s-1 true 4",
                                        "    engram.memory.store update_memory s-1 s-1",
                                        "engram.memory.store create_memory s-2 s-2",
                                        "  engram.memory.store upsert_memory s-2 s-2",
                                        "engram.memory.store create_memory s-2 s-2",
                                        "engram.memory.retrieve get_memory s-2 s-2 true 1",
                                        "engram.memory.retrieve get_memory s-2 s-2 true 1",
                                        "engram.memory.search search_memory 1",
                                        "  engram.memory.search search_memory 1",
                                        "engram.memory.retrieve get_memory s-3 s-3 false",
                                        "engram.memory.delete delete_memory s-2 s-2",
                                        "engram.memory.delete delete_memory 0",
                                        "  engram.memory.search search_memory 0",
                                        "engram.memory.store create_memory s-1 s-1",
                                        "engram.memory.delete delete_memory s-1 s-1"))
                        .flatMap(List::stream)
                        .toList());
        assertThat(trace.tree("memory.ttl")).contains("engram.memory.store 3600");
        assertThat(trace.spans())
                .as("nothing of messages")
                .noneMatch(span -> span.toString().matches("(?s).*(milk|noon|time is).*"));
    }
}
