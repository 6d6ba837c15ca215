package com.acme.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.acme.memory.context.LoadedContext;
import com.acme.memory.context.WorkflowContext;
import com.acme.memory.context.WorkflowMode;
import com.acme.memory.groups.GroupStatus;
import com.acme.memory.session.Message;
import com.acme.memory.session.SessionSize;
import com.acme.memory.support.MemoryUnavailableException;
import com.acme.redis.RealRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("While Redis is away or full")
class RedisTroubleTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private boolean stopped;

    private void stop() throws IOException {
        REDIS.stop();
        stopped = true;
    }

    @AfterEach
    void start() throws IOException {
        if (stopped) {
            REDIS.start();
            stopped = false;
        }
    }

    @Test
    @DisplayName("writes say what was not kept, reads are empty with a reason, and after its return all works again")
    void restart() throws IOException {
        WorkflowMemory memory = Memories.memory(REDIS.client());
        memory.addSessionMessage("s", "user", "before");
        memory.createDeepMemory("known before", List.of("auth"), Map.of());
        stop();
        assertThatExceptionOfType(MemoryUnavailableException.class)
                .isThrownBy(() -> memory.addPaf("AUTH", "001", "x", ""))
                .withMessage("Redis does not answer, so the fact AUTH-001 is not known to be kept; give it again when"
                        + " Redis is back.");
        assertThatExceptionOfType(MemoryUnavailableException.class)
                .isThrownBy(() -> memory.addSessionMessage("s", "user", "lost"));
        assertThatExceptionOfType(MemoryUnavailableException.class)
                .isThrownBy(() -> memory.createDeepMemory("lost", List.of(), Map.of()))
                .withMessageStartingWith("Redis does not answer, so the deep memory 'lost' is not known to be kept");
        assertThat(memory.getSessionContext("s"))
                .isEqualTo(new Recall<>(
                        List.of(), "Redis does not answer, so the messages of session s could not be read."));
        assertThat(memory.getCacheMemory(null, Duration.ofHours(1)).reason()).isNotNull();
        assertThat(memory.searchDeepMemory("known", 5, List.of()).reason()).isNotNull();
        assertThat(memory.getActivePafs(null).reason()).isNotNull();
        LoadedContext loaded =
                memory.loadWorkflowContext(WorkflowContext.of("w", "s"), "understand", WorkflowMode.STANDARD);
        assertThat(loaded.layersLoaded()).isEmpty();
        assertThat(loaded.reasons()).hasSize(4).allMatch(reason -> reason.startsWith("Redis does not answer"));

        start();
        assertThat(memory.getSessionContext("s").items())
                .extracting(Message::content)
                .containsExactly("before");
        memory.addSessionMessage("s", "user", "after");
        assertThat(memory.getSessionContext("s"))
                .satisfies(recall -> assertThat(recall.reason()).isNull())
                .satisfies(recall -> assertThat(recall.items()).hasSize(2));
        assertThat(memory.searchDeepMemory("known", 5, List.of("auth")).items()).hasSize(1);
        assertThat(memory.loadWorkflowContext(WorkflowContext.of("w", "s"), "understand", WorkflowMode.STANDARD)
                        .layersLoaded())
                .hasSize(4);
    }

    @Test
    @DisplayName("a memory that is told where to say so skips messages and deep memories and says it once; facts throw")
    void skipped() throws IOException {
        List<String> said = new ArrayList<>();
        WorkflowMemory memory =
                new WorkflowMemory(REDIS.client(), "dev-alice", Memories.MODEL, new Memories.SetClock(), said::add);
        stop();
        assertThat(memory.addSessionMessage("s", "user", "lost")).isNull();
        assertThat(memory.createDeepMemory("lost", List.of(), Map.of())).isNull();
        assertThat(memory.addSessionMessage("s", "user", "lost too")).isNull();
        assertThat(said)
                .containsExactly(
                        "Redis does not answer, so messages and deep memories of dev-alice are not kept until it is back.");
        assertThatExceptionOfType(MemoryUnavailableException.class)
                .isThrownBy(() -> memory.addPaf("AUTH", "001", "x", ""));

        start();
        assertThat(memory.addSessionMessage("s", "user", "kept")).isEqualTo(new SessionSize(1, 4));
        stop();
        assertThat(memory.addSessionMessage("s", "user", "lost")).isNull();
        assertThat(said).hasSize(2);
    }

    @Test
    @DisplayName("a restart that nobody saw is not seen by reads")
    void unseenRestart() throws IOException {
        WorkflowMemory memory = Memories.memory(REDIS.client());
        memory.addSessionMessage("s", "user", "before");
        stop();
        start();
        assertThat(memory.getSessionContext("s").items()).hasSize(1);
    }

    @Test
    @DisplayName("a memory that is made meanwhile works as soon as Redis does")
    void madeMeanwhile() throws IOException {
        stop();
        WorkflowMemory memory = Memories.memory(REDIS.client());
        assertThat(memory.searchDeepMemory("x", 5, List.of()).reason()).isNotNull();
        start();
        memory.createDeepMemory("x", List.of(), Map.of());
        assertThat(memory.searchDeepMemory("x", 5, List.of()).items()).hasSize(1);
    }

    @Test
    @DisplayName("a full Redis is said, nothing is kept by halves, and what is there can be read")
    void full() {
        WorkflowMemory memory = Memories.memory(REDIS.client());
        memory.addSessionMessage("s", "user", "before");
        REDIS.config("SET", "maxmemory", "1");
        try {
            assertThatExceptionOfType(MemoryUnavailableException.class)
                    .isThrownBy(() -> memory.addSessionMessage("s", "user", "too much"))
                    .withMessage(
                            "Redis is full, so the message for session s was not kept; delete something or raise its"
                                    + " maxmemory.");
            assertThatExceptionOfType(MemoryUnavailableException.class)
                    .isThrownBy(() -> memory.groups().create("g", "", List.of(), GroupStatus.ACTIVE))
                    .withMessageStartingWith("Redis is full, so the group 'g' was not kept");
            assertThat(memory.getSessionContext("s").items()).hasSize(1);
            assertThat(memory.getCacheMemory("s", Duration.ofHours(1)).items()).hasSize(1);
        } finally {
            REDIS.config("SET", "maxmemory", "0");
        }
        assertThat(memory.addSessionMessage("s", "user", "again")).isEqualTo(new SessionSize(2, 11));
    }

    @Test
    @DisplayName("what somebody else wrote under a key of the memory is refused, by its name")
    void foreign() {
        WorkflowMemory memory = Memories.memory(REDIS.client());
        REDIS.client().rpush("memory:dev-alice:session:s", "no message");
        assertThat(memory.getSessionContext("s").reason())
                .isEqualTo("What Redis holds as the messages of session s of dev-alice is no Message.");
        REDIS.client().set("memory:dev-alice:cache:s", "x");
        assertThatExceptionOfType(MemoryUnavailableException.class)
                .isThrownBy(() -> memory.addSessionMessage("s", "user", "hello"))
                .withMessageStartingWith("Redis refuses (WRONGTYPE");
    }
}
