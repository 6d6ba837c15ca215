package com.acme.memory.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.acme.memory.management.analysis.Alert;
import com.acme.memory.management.analysis.AlertType;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.OptimizationType;
import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.AgentStatus;
import com.acme.memory.management.state.GrowingRegistry;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.management.state.OwnedState;
import com.acme.memory.session.Role;
import com.acme.redis.RealRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A cycle of the management")
class ManagementCycleTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestMemory.SetHeap heap = new TestMemory.SetHeap(256L << 20);
    private final TestMemory.SetClock clock = new TestMemory.SetClock();
    private ManagedMemory memory;
    private MemoryState state;

    @BeforeEach
    void open() {
        memory = TestMemory.open(REDIS, heap, ManagementSettings.of("team"), clock);
        state = memory.state();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    @DisplayName("finds nothing to do in a heap that is hardly used")
    void calm() {
        heap.use(20);
        CycleOutcome outcome = memory.runCycle();
        assertThat(outcome.number()).isEqualTo(1);
        assertThat(outcome.assessment().pressure()).isEqualTo(12, within(0.01));
        assertThat(outcome.alerts()).isEmpty();
        assertThat(outcome.results()).isEmpty();
        assertThat(outcome.businessValue()).isEqualTo(50 + 40 + 50, within(0.01));
        assertThat(memory.totals().cycles()).isEqualTo(1);
        assertThat(memory.totals().efficiency()).isEqualTo(100);
    }

    @Test
    @DisplayName("cleans up at once where the heap is nearly full, and counts what that freed")
    void crisis() {
        TestMemory.fill(state, 200);
        heap.use(97);
        CycleOutcome outcome = memory.runCycle();
        assertThat(outcome.alerts())
                .extracting(Alert::type)
                .contains(AlertType.HIGH_MEMORY_PRESSURE, AlertType.HIGH_MEMORY_USAGE);
        assertThat(outcome.results())
                .extracting(result -> result.request().type())
                .containsExactly(
                        OptimizationType.EMERGENCY_CLEANUP,
                        OptimizationType.MEMORY_PRESSURE_RELIEF,
                        OptimizationType.GARBAGE_COLLECTION);
        assertThat(outcome.results()).allMatch(OptimizationResult::success);
        assertThat(outcome.bytesFreed()).isGreaterThan(4 << 20);
        assertThat(state.held().total()).isLessThan(1000);
        ManagementTotals totals = memory.totals();
        assertThat(totals.optimizations()).isEqualTo(3);
        assertThat(totals.bytesFreed()).isEqualTo(outcome.bytesFreed());
        assertThat(totals.successRate()).isEqualTo(1);
    }

    @Test
    @DisplayName("does the three most urgent of many requests, and leaves the others for the next")
    void overload() {
        heap.use(10);
        for (int priority = 1; priority <= 10; priority++) {
            assertThat(memory.request(OptimizationType.CACHE_CLEAR, priority, 0, null))
                    .isNotNull();
        }
        assertThat(priorities(memory.runCycle())).containsExactly(10, 9, 8);
        assertThat(priorities(memory.runCycle())).containsExactly(7);
        assertThat(priorities(memory.runCycle())).containsExactly(6);
        assertThat(memory.waiting()).hasSize(5);
    }

    @Test
    @DisplayName("sees a leak, says so, and restarts the agent that has it")
    void leak() {
        List<AlertType> alerts = new ArrayList<>();
        GrowingRegistry registry = new GrowingRegistry();
        state.agents().agent("coder").attach(registry);
        for (int i = 0; i < 20; i++) {
            registry.retain(1 << 20);
            heap.use(20 + i);
            clock.pass(Duration.ofMillis(500));
            memory.runCycle().alerts().forEach(alert -> alerts.add(alert.type()));
        }
        assertThat(alerts).as("once, not in each cycle").containsOnlyOnce(AlertType.MEMORY_LEAK);
        assertThat(memory.leaks().isLeaking()).isTrue();
        assertThat(memory.prediction().timeToExhaustion()).isNotNull();
        assertThat(state.agents().agent("coder").restarts()).isPositive();
        assertThat(state.agents().agent("coder").bytes()).isLessThan(10 << 20);
    }

    @Test
    @DisplayName("sees the leak of an agent whose restarts hide it: what lives does not grow")
    void hiddenLeak() {
        GrowingRegistry registry = new GrowingRegistry();
        state.agents().agent("coder").attach(registry);
        heap.use(20);
        for (int i = 0; i < 40; i++) {
            registry.retain(1 << 20);
            clock.pass(Duration.ofMillis(500));
            CycleOutcome unused = memory.runCycle();
        }
        assertThat(state.agents().agent("coder").restarts()).isPositive();
        assertThat(memory.leaks().isLeaking()).isTrue();
        assertThat(memory.prediction().percent()).isLessThan(25);
    }

    @Test
    @DisplayName("cleans up by itself when the time for it has come, and when sessions have many old messages")
    void cleansUp() {
        heap.use(10);
        assertThat(types(memory.runCycle())).isEmpty();
        clock.pass(Duration.ofMinutes(1));
        assertThat(types(memory.runCycle())).containsExactly(OptimizationType.PREDICTIVE_CLEANUP);
        assertThat(types(memory.runCycle())).isEmpty();
        for (int i = 0; i < 60; i++) {
            state.sessions().add("s", Role.USER, TestMemory.text("message", i, 2000));
        }
        assertThat(types(memory.runCycle())).containsExactly(OptimizationType.OBJECT_CLEANUP);
        assertThat(state.sessions().messages()).isEqualTo(20);
        assertThat(types(memory.runCycle())).isEmpty();
    }

    @Test
    @DisplayName("sees agents fail, stall and come back by what they do")
    void work() {
        Agent agent = state.agents().agent("coder");
        assertThat(agent.work(() -> 7)).isEqualTo(7);
        assertThat(memory.health().score()).isEqualTo(100);
        for (int i = 0; i < 3; i++) {
            assertThat(agent.status()).isEqualTo(i == 0 ? AgentStatus.ACTIVE : AgentStatus.ERROR);
            assertThatThrownBy(() -> agent.work(() -> {
                        throw new IllegalStateException("of the test");
                    }))
                    .hasMessage("of the test");
        }
        assertThat(agent.status()).isEqualTo(AgentStatus.FAILED);
        assertThat(memory.health().score()).isEqualTo(100 - 30 - 3 * 5, within(1e-9));
        int unused = agent.work(() -> {
            assertThat(agent.status()).isEqualTo(AgentStatus.FAILED);
            return 1;
        });
        assertThat(memory.health().score()).as("active, with three errors").isEqualTo(85, within(1e-9));
        unused = agent.work(() -> {
            clock.pass(Duration.ofSeconds(6));
            assertThat(agent.status()).isEqualTo(AgentStatus.INACTIVE);
            return 1;
        });
        assertThat(agent.status()).isEqualTo(AgentStatus.ACTIVE);
        clock.pass(Duration.ofMinutes(5));
        assertThat(memory.health().score()).as("no sign of life").isEqualTo(45, within(1e-9));
    }

    @Test
    @DisplayName("says how the agents are")
    void health() {
        for (int i = 0; i < 5; i++) {
            assertThat(state.agents().agent("agent-" + i).errors()).isZero();
        }
        assertThat(memory.health().score()).isEqualTo(100);
        state.agents().agent("agent-0").setStatus(AgentStatus.FAILED);
        assertThat(memory.health().healthy()).isTrue();
        assertThat(memory.health().score()).isEqualTo(94, within(1e-9));
        state.agents().agent("agent-1").setStatus(AgentStatus.ERROR);
        assertThat(memory.health().healthy()).isFalse();
    }

    @Test
    @DisplayName("goes on while Redis is away, counts what fails, loses nothing, and works again afterwards")
    void redisAway() throws IOException {
        TestMemory.fill(state, 100);
        List<String> groups = state.groups().ids();
        String group = groups.get(groups.size() - 1);
        REDIS.stop();
        try {
            heap.use(97);
            CycleOutcome outcome = memory.runCycle();
            assertThat(outcome.results()).hasSize(3);
            assertThat(outcome.results().get(0).success()).isFalse();
            assertThat(outcome.results().get(0).error())
                    .isEqualTo("The optimization emergency_cleanup failed: Redis does not answer, so archived groups of"
                            + " team were not kept; try again when Redis is back.");
            assertThat(outcome.results().get(0).bytesFreed()).isPositive();
            assertThat(outcome.results().get(2).success()).isTrue();
            assertThat(memory.totals().failedOptimizations()).isEqualTo(2);
            assertThat(state.vectors().size()).isEqualTo(100);
            assertThat(state.groups().read(group)).isNotEmpty();
        } finally {
            REDIS.start();
        }
        CycleOutcome outcome = memory.runCycle();
        assertThat(outcome.results()).allMatch(OptimizationResult::success);
        assertThat(state.vectors().size()).isZero();
        assertThat(state.vectors().archived()).isEqualTo(100);
    }

    @Test
    @DisplayName("goes on where a part of the state fails for want of memory")
    void outOfMemory() {
        state.agents().agent("coder").attach(new OwnedState() {
            @Override
            public long bytes() {
                return 64 << 20;
            }

            @Override
            public long release() {
                throw new OutOfMemoryError("of the test");
            }
        });
        heap.use(10);
        assertThat(memory.request(OptimizationType.AGENT_RESTART, 9, 0, "coder"))
                .isNotNull();
        assertThat(memory.request(OptimizationType.AGENT_RESTART, 8, 0, "nobody"))
                .isNotNull();
        assertThat(memory.runCycle().results())
                .extracting(OptimizationResult::error)
                .startsWith(
                        "The optimization agent_restart failed: of the test",
                        "The optimization agent_restart failed: There is no agent nobody.");
        assertThat(memory.totals().failedOptimizations()).isGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("runs beside many agents, and every size is right in the end")
    void concurrent() throws Exception {
        heap.use(97);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> agents = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                agents.add(pool.submit(() -> TestMemory.fill(state, 150)));
            }
            while (!agents.stream().allMatch(Future::isDone)) {
                assertThat(memory.runCycle().results()).allMatch(OptimizationResult::success);
            }
            for (Future<?> each : agents) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(state.groups().ids().stream()
                        .mapToInt(group -> state.groups().read(group).size())
                        .sum())
                .isEqualTo(600);
        assertThat(state.vectors().size() + state.vectors().archived()).isBetween(150L, 600L);
        for (int i = 0; i < 150; i++) {
            assertThat(state.vectors().get("document-" + i)).isPresent();
        }
        assertThat(state.clear()).isPositive();
        assertThat(state.held().total()).isZero();
    }

    private static List<OptimizationType> types(CycleOutcome outcome) {
        return outcome.results().stream().map(result -> result.request().type()).toList();
    }

    private static List<Integer> priorities(CycleOutcome outcome) {
        return outcome.results().stream()
                .map(result -> result.request().priority())
                .toList();
    }
}
