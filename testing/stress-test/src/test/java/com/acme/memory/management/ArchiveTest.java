package com.acme.memory.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.memory.management.optimization.OptimizationType;
import com.acme.memory.management.state.Document;
import com.acme.memory.management.state.FoundDocument;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.management.state.StateLimits;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import com.acme.redis.RealRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What leaves the heap is not lost")
class ArchiveTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private ManagedMemory memory;
    private MemoryState state;

    @BeforeEach
    void open() {
        memory = TestMemory.open(REDIS);
        state = memory.state();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    @DisplayName("documents: they go to Redis oldest first, are read from there, and come back as they were")
    void documents() {
        for (int i = 0; i < 300; i++) {
            state.vectors().add("document-" + i, text(i));
        }
        Document first = state.vectors().get("document-0").orElseThrow();
        assertThat(memory.optimize(OptimizationType.VECTOR_STORE_CLEANUP, null).success())
                .isTrue();
        assertThat(state.vectors().size()).isEqualTo(210);
        assertThat(state.vectors().archived()).isEqualTo(90);
        assertThat(nearest(0)).isNotEqualTo("document-0");
        assertThat(nearest(90)).isEqualTo("document-90");

        Document archived = state.vectors().get("document-0").orElseThrow();
        assertThat(archived.text()).isEqualTo(first.text());
        assertThat(archived.at()).isEqualTo(first.at());
        assertThat(archived.vector()).isEqualTo(first.vector());

        List<String> all =
                IntStream.range(0, 300).mapToObj(i -> "document-" + i).toList();
        assertThat(state.vectors().restore(all)).isEqualTo(90);
        assertThat(state.vectors().archived()).isZero();
        for (int i = 0; i < 300; i++) {
            assertThat(nearest(i)).isEqualTo("document-" + i);
        }
    }

    @Test
    @DisplayName(
            "documents: those that stay are found where they were after others were removed and the store compacted")
    void compaction() {
        for (int i = 0; i < 500; i++) {
            state.vectors().add("document-" + i, text(i));
        }
        for (int i = 0; i < 500; i++) {
            if (i % 3 != 0) {
                state.vectors().remove("document-" + i);
            }
        }
        state.vectors().add("document-3", text(777));
        long holes = state.vectors().holeBytes();
        assertThat(holes).isPositive();
        assertThat(state.vectors().compact()).isEqualTo(holes);
        assertThat(state.vectors().holeBytes()).isZero();
        assertThat(state.vectors().size()).isEqualTo(167);
        for (int i = 0; i < 500; i += 3) {
            assertThat(nearest(i == 3 ? 777 : i)).isEqualTo("document-" + i);
        }
        state.vectors().add("late", text(999));
        assertThat(nearest(999)).isEqualTo("late");
    }

    @Test
    @DisplayName("documents: when the limit is reached, the oldest go to Redis by themselves")
    void limit() {
        memory.close();
        StateLimits limits = new StateLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20);
        memory = TestMemory.open(
                REDIS,
                new TestMemory.SetHeap(1L << 30),
                ManagementSettings.of("team").withLimits(limits));
        state = memory.state();
        TestMemory.fill(state, 1000);
        assertThat(state.held().sessions()).isLessThanOrEqualTo(1 << 20);
        assertThat(state.held().contexts()).isLessThanOrEqualTo(1 << 20);
        assertThat(state.held().embeddings()).isLessThanOrEqualTo(1 << 20);
        assertThat(state.held().vectors()).isLessThan(2 << 20);
        assertThat(state.held().groups()).isLessThan(2 << 20);
        assertThat(state.held().agents()).isLessThanOrEqualTo(3 << 20);
        assertThat(state.vectors().size() + state.vectors().archived()).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(state.vectors().get("document-" + i)).isPresent();
        }
        List<Message> all = new ArrayList<>();
        for (String group : state.groups().ids()) {
            all.addAll(state.groups().read(group));
        }
        assertThat(all).extracting(Message::at).doesNotHaveDuplicates().hasSize(1000);
    }

    @Test
    @DisplayName("documents: one that is removed is gone from Redis too, and one that was added anew is the new one")
    void removed() {
        state.vectors().add("a", "old");
        assertThat(state.vectors().archiveOldest(1)).isPositive();
        state.vectors().add("a", "new");
        assertThat(state.vectors().restore(List.of("a"))).isEqualTo(1);
        assertThat(state.vectors().get("a").orElseThrow().text()).isEqualTo("new");
        assertThat(state.vectors().archiveOldest(1)).isPositive();
        state.vectors().remove("a");
        assertThat(state.vectors().get("a")).isEmpty();
    }

    @Test
    @DisplayName("transcripts: they come back from Redis when they are read or added to")
    void transcripts() {
        String group = state.groups().create("feature", "sign-in", List.of("auth"));
        List<Message> said = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            said.add(new Message(i % 2 == 0 ? Role.USER : Role.ASSISTANT, "höflich " + i + " \uD83D\uDE80", i));
            state.groups().add(group, said.get(i));
        }
        assertThat(memory.optimize(OptimizationType.GROUP_ARCHIVE, null).bytesFreed())
                .isPositive();
        assertThat(state.groups().bytes()).isZero();
        assertThat(state.groups().archived()).isEqualTo(1);
        Message more = new Message(Role.USER, "more", 100);
        state.groups().add(group, more);
        said.add(more);
        assertThat(state.groups().read(group)).isEqualTo(said);
        assertThat(state.groups().archived()).isZero();
        assertThat(memory.state().memory().groups().get(group).name()).isEqualTo("feature");
    }

    @Test
    @DisplayName("sessions: what is trimmed is read from Redis")
    void sessions() {
        for (int i = 0; i < 50; i++) {
            state.sessions().add("s", Role.USER, "message " + i);
        }
        assertThat(memory.optimize(OptimizationType.OBJECT_CLEANUP, null).bytesFreed())
                .isPositive();
        assertThat(state.sessions().messages()).isEqualTo(20);
        assertThat(state.sessions().newest("s", 10).items())
                .extracting(Message::content)
                .startsWith("message 40")
                .hasSize(10);
        assertThat(state.sessions().newest("s", 50).items())
                .extracting(Message::content)
                .startsWith("message 0")
                .endsWith("message 49");
    }

    @Test
    @DisplayName("until the state is deleted: then nothing is left in Redis and in the heap")
    void deleted() {
        TestMemory.fill(state, 100);
        assertThat(memory.optimize(OptimizationType.EMERGENCY_CLEANUP, null).success())
                .isTrue();
        TestMemory.fill(state, 100);
        assertThat(memory.deleteState()).isPositive();
        assertThat(REDIS.client().dbSize()).isZero();
        assertThat(state.held().total()).isZero();
    }

    private String nearest(int i) {
        List<FoundDocument> found = state.vectors().search(text(i), 3);
        return found.get(0).id();
    }

    private static String text(int i) {
        return TestMemory.text("document", i, 100);
    }
}
