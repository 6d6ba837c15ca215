package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.render.SpanJson;
import dev.engram.collector.common.render.TextTable;
import dev.engram.collector.common.render.Timeline;
import dev.engram.collector.server.sql.QueryException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The memory instrumentation example's own queries and picture, on its own data. */
class SeedQueriesTest {

    private static final String SLOWEST = """
            SELECT
              attributes['memory.key'] as key,
              attributes['memory.namespace'] as namespace,
              attributes['memory.operation_duration_ms'] as duration_ms
            FROM spans
            WHERE name LIKE 'aqe.memory.%'
            ORDER BY duration_ms DESC
            LIMIT 10;
            """;

    private static final String LARGEST = """
            SELECT
              attributes['memory.key'] as key,
              attributes['memory.value_size'] as size_bytes
            FROM spans
            WHERE name = 'aqe.memory.store'
            ORDER BY size_bytes DESC
            LIMIT 10;
            """;

    private static final String BY_NAMESPACE = """
            SELECT
              attributes['memory.namespace'] as namespace,
              COUNT(*) as operation_count,
              AVG(attributes['memory.operation_duration_ms']) as avg_duration_ms
            FROM spans
            WHERE name LIKE 'aqe.memory.%'
            GROUP BY namespace;
            """;

    @Test
    @Tag("full")
    void theSlowestOperationsComeWithTheirKeyOrPattern() throws Exception {
        assertThat(answer(SLOWEST)).isEqualTo("""
                key                           namespace       duration_ms
                ---------------------------------------------------------
                coverage-report-user-service  aqe/reports     15
                test-plan-user-service        aqe/test-plans  12
                test-plan-%                   aqe/test-plans  8
                test-plan-user-service        aqe/test-plans  5
                test-plan-user-service        aqe/test-plans  4
                """);
    }

    @Test
    @Tag("full")
    void theLargestValuesComeFirst() throws Exception {
        assertThat(answer(LARGEST)).isEqualTo("""
                key                           size_bytes
                ----------------------------------------
                coverage-report-user-service  1247
                test-plan-user-service        387
                """);
    }

    @Test
    void operationsAreCountedAndAveragedByNamespace() throws Exception {
        assertThat(answer(BY_NAMESPACE).lines())
                .containsExactlyInAnyOrder(
                        "namespace       operation_count  avg_duration_ms",
                        "------------------------------------------------",
                        "aqe/test-plans  4                7.25",
                        "aqe/reports     1                15.00");
    }

    @Test
    void theQueriesRunOnAnEmptyStore() throws QueryException {
        try (TestCollector collector = new TestCollector()) {
            for (String sql : new String[] {SLOWEST, LARGEST, BY_NAMESPACE}) {
                assertThat(collector.get().query(sql).rows()).isEmpty();
            }
        }
    }

    @Test
    @Tag("full")
    void theTraceIsDrawnAsInTheExample() throws Exception {
        try (TestCollector collector = new TestCollector()) {
            collector.send(SeedTrace.request());
            assertThat(Timeline.render(collector.get().latestTrace().orElseThrow(), 0))
                    .isEqualTo("""
                    ┌─────────────────────────────────────────────────────────────────────────┐
                    │ Trace: Test Plan Creation and Execution                                 │
                    ├─────────────────────────────────────────────────────────────────────────┤
                    │ 00:00.000 aqe.task.generate [qe-test-generator]                  20ms   │
                    │   00:00.005 aqe.memory.store [test-plan-user-service]            12ms   │
                    │     └─ namespace: aqe/test-plans, size: 387 bytes                       │
                    │                                                                         │
                    │ 00:00.050 aqe.task.execute [qe-test-executor]                   195ms   │
                    │   00:00.055 aqe.memory.retrieve [test-plan-user-service]          5ms   │
                    │     └─ namespace: aqe/test-plans, found: true, size: 387 bytes          │
                    │   00:00.100 aqe.test.execute [UserService.create]                45ms   │
                    │   00:00.150 aqe.test.execute [UserService.update]                38ms   │
                    │   00:00.200 aqe.test.execute [UserService.delete]                42ms   │
                    │                                                                         │
                    │ 00:00.250 aqe.task.analyze [qe-coverage-analyzer]                70ms   │
                    │   00:00.255 aqe.memory.search [test-plan-%]                       8ms   │
                    │     └─ namespace: aqe/test-plans, pattern: test-plan-%, results: 5      │
                    │   00:00.300 aqe.memory.store [coverage-report-user-service]      15ms   │
                    │     └─ namespace: aqe/reports, size: 1247 bytes                         │
                    │                                                                         │
                    │ 00:00.400 aqe.task.cleanup [qe-fleet-commander]                   9ms   │
                    │   00:00.405 aqe.memory.delete [test-plan-user-service]            4ms   │
                    │     └─ namespace: aqe/test-plans                                        │
                    └─────────────────────────────────────────────────────────────────────────┘
                    Total Duration: 409ms
                    Memory Operations: 5 (2 store, 1 retrieve, 1 search, 1 delete)
                    Data Transferred: 2.0KB (1.6KB stored, 387B read)
                    """);
        }
    }

    @Test
    @Tag("full")
    void aSpanHasTheShapeOfTheExample() throws Exception {
        try (TestCollector collector = new TestCollector()) {
            collector.send(SeedTrace.request());
            String json = SpanJson.render(collector.get().trace(SeedTrace.TRACE_ID).orElseThrow().spans().stream()
                    .filter(span -> span.name().equals("aqe.memory.store"))
                    .limit(1)
                    .toList());
            assertThat(json).isEqualTo("""
                    [
                      {
                        "traceId": "a1b2c3d4e5f60718a9b0c1d2e3f40516",
                        "spanId": "0000000000000003",
                        "parentSpanId": "0000000000000002",
                        "name": "aqe.memory.store",
                        "kind": "INTERNAL",
                        "startTime": 1732089600005,
                        "endTime": 1732089600017,
                        "duration": 12,
                        "attributes": {
                          "memory.operation": "store",
                          "memory.namespace": "aqe/test-plans",
                          "memory.key": "test-plan-user-service",
                          "memory.value_size": 387,
                          "memory.operation_duration_ms": 12
                        },
                        "events": [
                          {
                            "name": "memory.store.started",
                            "timestamp": 1732089600005,
                            "attributes": {
                              "memory.namespace": "aqe/test-plans"
                            }
                          },
                          {
                            "name": "memory.store.completed",
                            "timestamp": 1732089600017
                          }
                        ],
                        "status": {
                          "code": "OK"
                        }
                      }
                    ]""");
        }
    }

    private static String answer(String sql) throws Exception {
        try (TestCollector collector = new TestCollector()) {
            collector.send(SeedTrace.request());
            return TextTable.render(collector.get().query(sql));
        }
    }
}
