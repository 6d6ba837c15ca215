package com.acme.memory.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.memory.management.heap.JvmHeap;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.OptimizationType;
import com.acme.memory.management.state.GrowingRegistry;
import com.acme.memory.management.state.HeldBytes;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import com.acme.redis.RealRedis;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An optimization frees what it says, in the real heap")
class FreedMemoryTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final long MEGABYTE = 1 << 20;

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

    @ParameterizedTest
    @Tag("full")
    @EnumSource(
            names = {"GARBAGE_COLLECTION", "PREDICTIVE_CLEANUP", "MEMORY_COMPRESSION"},
            mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("counted object by object, and seen by a collection before and after")
    void freed(OptimizationType type) {
        // So much that what else the JVM keeps meanwhile, such as classes that it loads, is a small part.
        TestMemory.fill(state, 3000);
        for (int i = 0; i < 3000; i += 2) {
            state.vectors().remove("document-" + i);
        }
        HeldBytes before = state.held();
        OptimizationResult result = memory.optimize(type, null);
        long counted = before.total() - state.held().total();
        assertThat(result.error()).isNull();
        assertThat(result.bytesFreed()).isEqualTo(counted).isGreaterThan(MEGABYTE / 4);
        assertThat(Objects.requireNonNull(result.heapFallBytes()))
                .isCloseTo(counted, within(counted / 10 + 2 * MEGABYTE));
    }

    @Test
    @DisplayName("for each part of the state, whose size is what it has in the heap")
    void sizes() {
        check(
                s -> {
                    for (int i = 0; i < 4000; i++) {
                        s.sessions().add("s-" + i % 9, Role.USER, TestMemory.text("message", i, 1000));
                    }
                },
                s -> s.sessions().clear());
        check(
                s -> {
                    for (int i = 0; i < 4000; i++) {
                        s.contexts().put("context-" + i, TestMemory.text("ç", i, 1000));
                    }
                },
                s -> s.contexts().evict(1));
        check(
                s -> {
                    for (int i = 0; i < 4000; i++) {
                        float[] unused = s.embeddings().of("text " + i);
                    }
                },
                s -> s.embeddings().cache().evict(1));
        check(
                s -> {
                    for (int i = 0; i < 2000; i++) {
                        s.vectors().add("document-" + i, TestMemory.text("document", i, 1000));
                    }
                    s.embeddings().cache().evict(1);
                },
                s -> s.vectors().archiveOldest(1));
        check(
                s -> {
                    String group = s.groups().create("feature", "", List.of());
                    for (int i = 0; i < 4000; i++) {
                        s.groups().add(group, new Message(Role.USER, TestMemory.text("said", i, 1000), i));
                    }
                },
                s -> s.groups().archiveIdle(1));
        GrowingRegistry registry = new GrowingRegistry();
        check(
                s -> {
                    registry.retain(3 * MEGABYTE);
                    s.agents().agent("coder").attach(registry);
                    s.agents().agent("coder").keepResult(3 * MEGABYTE);
                },
                s -> s.agents().agent("coder").restart());
    }

    private void check(Consumer<MemoryState> fill, ToLongFunction<MemoryState> free) {
        try (JvmHeap heap = new JvmHeap()) {
            fill.accept(state);
            long before = heap.collect().usedBytes();
            long held = state.held().total();
            long freed = free.applyAsLong(state);
            long fell = before - heap.collect().usedBytes();
            assertThat(freed).isEqualTo(held - state.held().total()).isGreaterThan(3 * MEGABYTE);
            assertThat(fell).isCloseTo(freed, within(freed / 10 + MEGABYTE / 2));
        }
    }

    @Test
    @DisplayName("by compressing too, where what nobody used lately stays readable")
    void compressed() {
        String group = state.groups().create("feature", "", List.of());
        for (int i = 0; i < 3000; i++) {
            state.groups().add(group, new Message(Role.USER, TestMemory.text("said", i, 1000), i));
        }
        long before = state.groups().bytes();
        long freed = state.groups().compressUnusedSince(Long.MAX_VALUE);
        assertThat(freed).isEqualTo(before - state.groups().bytes()).isGreaterThan(MEGABYTE);
        assertThat(state.groups().read(group))
                .hasSize(3000)
                .last()
                .isEqualTo(new Message(Role.USER, TestMemory.text("said", 2999, 1000), 2999));
        assertThat(state.groups().bytes()).isEqualTo(before);
    }

    @Test
    @DisplayName("and has freed nothing where there is nothing, which is no failure")
    void nothing() {
        for (OptimizationType type : OptimizationType.values()) {
            if (type != OptimizationType.GARBAGE_COLLECTION) {
                OptimizationResult result = memory.optimize(type, null);
                assertThat(result.success()).as(type.label()).isTrue();
                assertThat(result.bytesFreed()).as(type.label()).isZero();
            }
        }
    }

    @Test
    @DisplayName("by collecting, where garbage is")
    void garbage() {
        ManagementSettings unmeasured = ManagementSettings.of("other").withMeasured(false);
        try (ManagedMemory other = TestMemory.open(REDIS, new JvmHeap(), unmeasured)) {
            for (int i = 0; i < 8; i++) {
                assertThat(new byte[1 << 20]).hasSize(1 << 20);
            }
            OptimizationResult result = other.optimize(OptimizationType.GARBAGE_COLLECTION, null);
            assertThat(result.success()).isTrue();
            assertThat(result.bytesFreed()).isGreaterThan(MEGABYTE);
            assertThat(result.heapFallBytes()).isNull();
        }
    }
}
