package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.trace.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How many results a call has")
class ResultCountTest {

    private static final String RULES = """
            memory:
              - {type: a.M, method: storeAll, operation: store, result_count: arg0}
              - {type: a.M, method: deleteAll, operation: delete, result_count: return.count}
              - {type: a.M, method: delete, operation: delete, key: arg0}
              - {type: a.M, method: find, operation: search, result_count: return.count}
              - {type: a.M, method: search, operation: search}
              - {type: a.M, method: get, operation: retrieve, key: arg0}
              - {type: a.M, method: page, operation: retrieve, key: arg0, result_count: return.count}
            """;

    private final Sites sites = new Sites();
    private final List<Long> counts = new ArrayList<>();
    private final EventRing ring = new EventRing(64, sites::get).start(new EachCall(call -> {
        counts.add(call.resultCount);
    }));
    private final CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
    private final List<String> methods = new ArrayList<>();

    @BeforeEach
    void numberSites() throws RuleException {
        RuleSet rules = RuleFile.parse("r.yaml", RULES);
        for (Rule rule : rules.rules()) {
            sites.number(List.of(rule.method()), () -> new MemorySite(rules.prefix(), rule, rule.method()));
            methods.add(rule.method());
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        ring.stop(30, TimeUnit.SECONDS);
    }

    private long count(
            String method, @Nullable Object argument, @Nullable Object returned, @Nullable Throwable thrown) {
        Object call = recorder.enter(methods.indexOf(method), null, argument, null, null, null, null, null);
        recorder.exit(Objects.requireNonNull(call), returned, thrown);
        assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
        return counts.get(counts.size() - 1);
    }

    private long count(String method, @Nullable Object returned) {
        return count(method, null, returned, null);
    }

    @Test
    @DisplayName("is read where the rule says, before the call or of its result")
    void read() {
        assertThat(count("storeAll", List.of("a", "b"), null, null)).isEqualTo(2);
        assertThat(count("deleteAll", Map.of("count", 3))).isEqualTo(3);
        assertThat(count("find", Map.of("count", 4))).isEqualTo(4);
        assertThat(count("page", Map.of("count", 5))).isEqualTo(5);
    }

    @Test
    @DisplayName("is, where the rule says nothing, the size of a search's result or of a retrieved collection")
    void size() {
        assertThat(count("search", List.of("a", "b"))).isEqualTo(2);
        assertThat(count("search", null)).isZero();
        assertThat(count("get", List.of("a", "b"))).isEqualTo(2);
        assertThat(count("get", Optional.of(List.of("a")))).isEqualTo(1);
        assertThat(count("get", "a")).isEqualTo(-1);
        assertThat(count("get", Map.of("a", "b"))).isEqualTo(-1);
        assertThat(count("delete", List.of("a", "b"))).isEqualTo(-1);
    }

    @Test
    @DisplayName("is none of a search that fails, and not known of anything else that fails")
    void failure() {
        Throwable thrown = new IllegalStateException("closed");
        assertThat(count("search", null, null, thrown)).isZero();
        assertThat(count("find", null, null, thrown)).isZero();
        assertThat(count("deleteAll", null, null, thrown)).isEqualTo(-1);
        assertThat(count("get", "key", null, thrown)).isEqualTo(-1);
    }
}
