package com.acme.memory.management.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.acme.memory.management.analysis.Assessment;
import com.acme.memory.management.analysis.Samples;
import com.acme.memory.management.state.HeldBytes;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The planner")
class PlannerTest {
    private final OptimizationQueue queue = new OptimizationQueue(100);

    @Test
    @DisplayName("plans nothing where all is well")
    void nothing() {
        assertThat(plan(used(60))).isEmpty();
    }

    @Test
    @DisplayName("plans by how full the heap is, the most urgent first")
    void full() {
        assertThat(plan(used(81))).containsExactly(OptimizationType.GARBAGE_COLLECTION);
        assertThat(plan(used(96)))
                .contains(OptimizationType.EMERGENCY_CLEANUP, OptimizationType.MEMORY_PRESSURE_RELIEF);
        assertThat(queue.waiting())
                .extracting(OptimizationRequest::type, OptimizationRequest::priority)
                .containsExactly(
                        tuple(OptimizationType.EMERGENCY_CLEANUP, 10),
                        tuple(OptimizationType.MEMORY_PRESSURE_RELIEF, 9),
                        tuple(OptimizationType.GARBAGE_COLLECTION, 8));
    }

    @Test
    @DisplayName("plans nothing again that still waits")
    void again() {
        assertThat(plan(used(81))).hasSize(1);
        assertThat(plan(used(81))).isEmpty();
        assertThat(queue.poll(1)).isNotNull();
        assertThat(plan(used(81))).hasSize(1);
    }

    @Test
    @DisplayName("plans before a crisis that is predicted")
    void predicted() {
        assertThat(plan(Samples.assessment(30, Samples.nothing(), 0, Samples.growthTo(91))))
                .containsExactly(OptimizationType.PREDICTIVE_CLEANUP);
    }

    @Test
    @DisplayName("plans for vectors: documents above 500 MB, embeddings above 100 MB, holes from a quarter")
    void vectors() {
        HeldBytes held = new HeldBytes(0, 0, Samples.bytes(101), Samples.bytes(501), 0, 0);
        assertThat(plan(Samples.assessment(60, held, Samples.bytes(200), Samples.growthTo(0))))
                .containsExactly(
                        OptimizationType.VECTOR_STORE_CLEANUP,
                        OptimizationType.EMBEDDING_CACHE_CLEANUP,
                        OptimizationType.VECTOR_INDEX_COMPACTION);
        assertThat(queue.waiting().get(0).estimatedBytes()).isCloseTo(Math.round(0.3 * Samples.bytes(501)), within(1L));
    }

    @ParameterizedTest(name = "an agent with {0} of its share has an efficiency of {1}")
    @CsvSource({"0.5, 100", "1, 100", "1.25, 75", "1.5, 50", "2, 25", "2.5, 0", "9, 0"})
    void efficiency(double ratio, double efficiency) {
        assertThat(Planner.efficiency(ratio)).isEqualTo(efficiency, within(1e-9));
    }

    private List<OptimizationType> plan(Assessment assessment) {
        return Planner.plan(assessment, List.of(), false, queue).stream()
                .map(OptimizationRequest::type)
                .toList();
    }

    private static Assessment used(double percent) {
        return Samples.assessment(percent, Samples.nothing(), 0, Samples.growthTo(0));
    }
}
