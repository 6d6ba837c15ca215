package dev.engram.collector.keyspace.survey.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisExceptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

    private final List<String> trouble = new ArrayList<>();
    private final Announcer announcer = new Announcer(line -> {}, trouble::add);

    @Test
    @DisplayName(
            "A server that is away is one failure, whatever each try ends with; another server or a refusal is another")
    void outage() {
        announcer.onMemoryTraceFailed(RedisExceptions.unreachable("one:6379", "Connection reset"));
        announcer.onMemoryTraceFailed(RedisExceptions.unreachable("one:6379", "Connection refused"));
        announcer.onMemoryTraceFailed(RedisExceptions.unreachable("two:6379", "Connection refused"));
        announcer.onMemoryTraceFailed(new RedisException("The server is loading."));
        announcer.onMemoryTraceFailed(new RedisException("The server is loading."));

        assertThat(trouble)
                .containsExactly(
                        "The keyspace cannot be surveyed, it is tried again: No Redis answers at one:6379 (Connection reset).",
                        "The keyspace cannot be surveyed, it is tried again: No Redis answers at two:6379 (Connection refused).",
                        "The keyspace cannot be surveyed, it is tried again: The server is loading.");
    }
}
