package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.trace.Sampler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A memory operation beneath another one")
class NestedOperationsTest {

    private static final String RULES = """
            prefix: t
            memory:
              - {type: a.Memory, method: add, operation: store, key: arg0}
              - {type: a.Store, method: get, operation: retrieve, key: arg0}
              - {type: a.Store, method: update, operation: store, key: arg0}
              - {type: a.Cache, method: get, operation: retrieve, key: arg0, layer: 2}
              - {type: a.Context, method: load, operation: load, key: arg0}
              - {type: a.Store, method: delete, operation: delete, key: arg0}
              - {type: a.Delegate, method: update, operation: store, key: arg0}
              - {type: a.Store, method: replace, operation: store, key: arg0}
              - {type: a.All, method: list, operation: retrieve}
              - {type: a.Others, method: others, operation: retrieve}
            tasks:
              - {type: a.Window, method: trim, name: trim}
            """;

    private static final int ADD = 0;
    private static final int GET = 1;
    private static final int UPDATE = 2;
    private static final int CACHE = 3;
    private static final int LOAD = 4;
    private static final int DELETE = 5;
    private static final int UPDATE_AT_DELEGATE = 6;
    private static final int REPLACE = 7;
    private static final int LIST = 8;
    private static final int OTHER_LIST = 9;
    private static final int TRIM = 10;

    private record Seen(String method, long spanId, long parentSpanId, boolean nested) {}

    private final Sites sites = new Sites();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final EventRing ring = new EventRing(64, sites::get).start(new EachCall(call -> {
        String method = Objects.requireNonNull(call.site).method();
        seen.add(new Seen(method, call.spanId, call.parentSpanId, call.nested));
    }));

    @BeforeEach
    void numberSites() throws RuleException {
        RuleSet rules = RuleFile.parse("r.yaml", RULES);
        for (Rule rule : rules.rules()) {
            String method = rule.method();
            sites.number(
                    List.of(rule.type(), method),
                    () -> rule.operation() == null
                            ? new TaskSite(rule, method)
                            : new MemorySite(rules.prefix(), rule, method));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        ring.stop(1, TimeUnit.SECONDS);
    }

    private CallRecorder recorder(boolean foldsParts) {
        return new CallRecorder(sites, ring, Sampler.alwaysOn(), true, foldsParts);
    }

    private static @Nullable Object enter(CallRecorder recorder, int site, @Nullable Object key) {
        return recorder.enter(site, null, key, null, null, null, null, null);
    }

    private static void exit(CallRecorder recorder, @Nullable Object call) {
        recorder.exit(Objects.requireNonNull(call), null, null);
    }

    private List<Seen> seen() {
        assertThat(ring.drain(10, TimeUnit.SECONDS)).isTrue();
        return seen;
    }

    @Test
    @DisplayName("is a part of it: a span beneath it that counts in no metric")
    void part() {
        CallRecorder recorder = recorder(false);
        Object add = enter(recorder, ADD, "chat-1");
        exit(recorder, enter(recorder, GET, "chat-1"));
        exit(recorder, enter(recorder, UPDATE, "other"));
        exit(recorder, add);
        exit(recorder, enter(recorder, GET, "chat-1"));
        assertThat(seen()).extracting(Seen::method).containsExactly("get", "update", "add", "get");
        assertThat(seen).extracting(Seen::nested).containsExactly(true, true, false, false);
        long outer = seen.get(2).spanId();
        assertThat(seen).extracting(Seen::parentSpanId).containsExactly(outer, outer, 0L, 0L);
    }

    @Test
    @DisplayName("is a part of it also where a task lies between them")
    void throughTask() {
        CallRecorder recorder = recorder(false);
        Object add = enter(recorder, ADD, "chat-1");
        Object trim = enter(recorder, TRIM, null);
        exit(recorder, enter(recorder, GET, "chat-1"));
        exit(recorder, trim);
        exit(recorder, add);
        assertThat(seen()).extracting(Seen::method).containsExactly("get", "trim", "add");
        assertThat(seen).extracting(Seen::nested).containsExactly(true, false, false);
    }

    @Test
    @DisplayName("makes no span of its own where parts are folded, and the outer one ends with its own exit")
    void folded() {
        CallRecorder recorder = recorder(true);
        Object add = enter(recorder, ADD, "chat-1");
        Object get = enter(recorder, GET, "chat-1");
        assertThat(get).isSameAs(add);
        exit(recorder, enter(recorder, UPDATE, "chat-2"));
        exit(recorder, get);
        assertThat(seen()).isEmpty();
        exit(recorder, add);
        assertThat(seen()).extracting(Seen::method).containsExactly("add");
    }

    @Test
    @DisplayName("is one with it where neither has a key and one rule matches both, and else is not")
    void withoutKey() {
        CallRecorder recorder = recorder(false);
        Object list = enter(recorder, LIST, null);
        assertThat(enter(recorder, LIST, null)).isSameAs(list);
        exit(recorder, list);
        Object other = enter(recorder, OTHER_LIST, null);
        assertThat(other).isNotSameAs(list);
        Object keyed = enter(recorder, GET, "chat-1");
        Object within = enter(recorder, LIST, null);
        assertThat(within).isNotSameAs(keyed);
        exit(recorder, within);
        exit(recorder, keyed);
        exit(recorder, other);
        exit(recorder, list);
        assertThat(seen()).extracting(Seen::method).containsExactly("list", "get", "others", "list");
    }

    @Test
    @DisplayName("is a part of it also where both store the same key, as a chat memory and the store that it writes to")
    void sameKey() {
        CallRecorder recorder = recorder(false);
        Object add = enter(recorder, ADD, "chat-1");
        exit(recorder, enter(recorder, UPDATE, "chat-1"));
        exit(recorder, add);
        assertThat(seen()).extracting(Seen::method).containsExactly("update", "add");
        assertThat(seen).extracting(Seen::nested).containsExactly(true, false);
        assertThat(seen.get(0).parentSpanId()).isEqualTo(seen.get(1).spanId());
    }

    @Test
    @DisplayName("is a part of it where it deletes what the outer one is about to store again: one store is counted")
    void deleteThenInsert() {
        CallRecorder recorder = recorder(false);
        Object save = enter(recorder, UPDATE, "chat-1");
        exit(recorder, enter(recorder, DELETE, "chat-1"));
        exit(recorder, save);
        assertThat(seen()).extracting(Seen::method).containsExactly("delete", "update");
        assertThat(seen).extracting(Seen::nested).containsExactly(true, false);
    }

    @Test
    @DisplayName("is one with it where it is called the same, or is of the same type: a decorator, an overload")
    void delegate() {
        CallRecorder recorder = recorder(false);
        Object update = enter(recorder, UPDATE, "chat-1");
        assertThat(enter(recorder, UPDATE_AT_DELEGATE, "chat-1")).isSameAs(update);
        assertThat(enter(recorder, REPLACE, "chat-1")).isSameAs(update);
        exit(recorder, update);
        exit(recorder, update);
        assertThat(seen()).isEmpty();
        exit(recorder, update);
        assertThat(seen()).extracting(Seen::method).containsExactly("update");
    }

    @Test
    @DisplayName("counts on its own when it works on another layer of memory")
    void otherLayer() {
        CallRecorder recorder = recorder(true);
        Object add = enter(recorder, ADD, "chat-1");
        exit(recorder, enter(recorder, CACHE, "chat-1"));
        exit(recorder, add);
        assertThat(seen()).extracting(Seen::method).containsExactly("get", "add");
        assertThat(seen).extracting(Seen::nested).containsExactly(false, false);
    }

    @Test
    @DisplayName("of a library whose layer is known is a part of one whose rule says no layer, and the other way round")
    void layerOfLibrary() {
        Rule rule = Rule.memory(new Source("pack p", 1), "p.ChatMemory", "update", Operation.STORE)
                .pack("p")
                .layer(1)
                .build();
        int library = sites.number(List.of("p"), () -> new MemorySite("t", rule, "library"));
        CallRecorder recorder = recorder(false);
        Object add = enter(recorder, ADD, "chat-1");
        exit(recorder, enter(recorder, library, "chat-2"));
        exit(recorder, add);
        Object chat = enter(recorder, library, "chat-1");
        exit(recorder, enter(recorder, GET, "chat-1"));
        exit(recorder, chat);
        assertThat(seen()).extracting(Seen::method).containsExactly("library", "add", "get", "library");
        assertThat(seen).extracting(Seen::nested).containsExactly(true, false, true, false);
    }

    @Test
    @DisplayName("counts on its own when the outer one is made of operations, as loading a context is")
    void composed() {
        CallRecorder recorder = recorder(true);
        Object load = enter(recorder, LOAD, "feature");
        exit(recorder, enter(recorder, GET, "chat-1"));
        exit(recorder, enter(recorder, CACHE, "chat-1"));
        exit(recorder, load);
        assertThat(seen()).extracting(Seen::method).containsExactly("get", "get", "load");
        assertThat(seen).extracting(Seen::nested).containsOnly(false);
    }
}
