package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.context.HandOvers;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.weave.ContextWeaver;
import dev.engram.agent.weave.OtherCode;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled by the Kotlin compiler. Each store's key is the name of the turn that it is a part of; "root" is none. */
@Tag("full")
@DisplayName("What a Kotlin coroutine does lies beneath the call that it goes on with")
@Timeout(120)
class CoroutineParentsTest {

    private static final String CODE = """
            package kt
            import kotlinx.coroutines.*
            import kotlinx.coroutines.channels.*
            import kotlinx.coroutines.flow.*
            import kotlinx.coroutines.future.*
            import kotlinx.coroutines.sync.*
            import java.util.concurrent.CompletableFuture

            class Memory {
                fun put(key: String) {}
                suspend fun save(key: String) { delay(1) }
            }

            class Agent {
                suspend fun turn(name: String, work: suspend () -> Unit) = work()
                fun block(name: String, work: () -> Unit) = work()
                fun ask(name: String, answers: Flow<Int>): Flow<Int> = answers
            }

            object Main {
                private val memory = Memory()
                private val agent = Agent()
                private fun put(key: String) = memory.put(key)
                private suspend fun turn(name: String, work: suspend () -> Unit) = agent.turn(name, work)
                private suspend fun inner(key: String) { delay(1); put(key); innermost(key); put(key) }
                private suspend fun innermost(key: String) { put(key); delay(1); put(key) }

                @JvmStatic fun suspended() = runBlocking {
                    put("root")
                    turn("a") { put("a"); delay(1); put("a"); inner("a"); memory.save("a"); put("a") }
                    put("root")
                    delay(1)
                    put("root")
                }
                @JvmStatic fun nested() = runBlocking {
                    turn("a") {
                        turn("b") { delay(1); put("b") }
                        put("a")
                        turn("c") { put("c") }
                        put("a")
                        delay(1)
                        put("a")
                        turn("d") { turn("e") { delay(1); memory.save("e") }; put("d") }
                        put("a")
                    }
                    put("root")
                }
                @JvmStatic fun failing() = runBlocking {
                    turn("a") {
                        try { turn("b") { delay(1); throw IllegalStateException() } } catch (own: IllegalStateException) { put("a") }
                        put("a")
                        withTimeoutOrNull(5) { turn("c") { put("c"); delay(Long.MAX_VALUE) } }
                        put("a")
                    }
                    put("root")
                }
                @JvmStatic fun dispatched() = runBlocking {
                    turn("a") {
                        withContext(Dispatchers.IO) { put("a"); delay(1); put("a") }
                        put("a")
                        withContext(Dispatchers.Default) { turn("b") { withContext(Dispatchers.IO) { inner("b") }; put("b") }; put("a") }
                        put("a")
                    }
                    withContext(Dispatchers.Default) { put("root") }
                }
                @JvmStatic fun launched() = runBlocking {
                    val after = CompletableDeferred<Unit>()
                    val outlives = Array<Job?>(1) { null }
                    turn("a") {
                        coroutineScope {
                            launch { put("a"); delay(1); put("a") }
                            async(Dispatchers.Default) { inner("a") }
                            launch(start = CoroutineStart.LAZY) { put("a") }.start()
                            launch(start = CoroutineStart.UNDISPATCHED) { put("a"); delay(1); put("a") }
                        }
                        outlives[0] = CoroutineScope(Dispatchers.IO).launch { after.await(); put("a"); delay(1); put("a") }
                    }
                    put("root")
                    turn("b") { after.complete(Unit); put("b") }
                    outlives[0]!!.join()
                    put("root")
                }
                @JvmStatic fun unconfined() = runBlocking {
                    val gate = CompletableDeferred<Unit>()
                    lateinit var waiting: Job
                    turn("a") { waiting = CoroutineScope(Dispatchers.Unconfined).launch { gate.await(); put("a") } }
                    turn("b") { gate.complete(Unit); put("b") }
                    waiting.join()
                }
                @JvmStatic fun streams() = runBlocking {
                    turn("a") {
                        flow { for (i in 1..3) { put("a"); emit(i); delay(1) } }
                            .map { put("a"); it }
                            .flowOn(Dispatchers.Default)
                            .buffer(1)
                            .collect { put("a"); delay(1); put("a") }
                        put("a")
                    }
                    flow { emit(1); delay(1); emit(2) }.collect { put("root") }
                    turn("b") { sequence { put("b"); yield(1); put("b") }.forEach { put("b") } }
                    sequence { put("root"); yield(1); put("root") }.forEach { put("root") }
                }
                @JvmStatic fun channels() = runBlocking {
                    val channel = Channel<Int>()
                    val consumers = ArrayList<Job>()
                    turn("a") { consumers += CoroutineScope(Dispatchers.Default).launch { for (each in channel) put("served") } }
                    turn("b") { repeat(9) { channel.send(it); put("b") } }
                    channel.close()
                    consumers.joinAll()
                    val mutex = Mutex()
                    coroutineScope {
                        for (name in listOf("c", "d", "e")) launch(Dispatchers.Default) {
                            turn(name) { repeat(5) { mutex.withLock { put(name); delay(1) }; put(name) } }
                        }
                    }
                }
                @JvmStatic fun polling() = runBlocking {
                    val ended = CompletableDeferred<Unit>()
                    lateinit var loop: Job
                    turn("a") { loop = CoroutineScope(Dispatchers.Default).launch { poll(ended) } }
                    ended.complete(Unit)
                    loop.join()
                }
                private suspend fun poll(ended: CompletableDeferred<Unit>) {
                    ended.await()
                    put("a")
                    repeat(9) { delay(1); put("served") }
                }
                @JvmStatic fun futures() = runBlocking {
                    turn("a") {
                        CompletableFuture.runAsync { Thread.sleep(2) }.await()
                        put("a")
                        CoroutineScope(Dispatchers.Default).future { delay(1); put("a") }.await()
                        put("a")
                    }
                    put("root")
                }
                @JvmStatic fun blocking() = agent.block("a") {
                    runBlocking { put("a"); delay(1); put("a"); launch(Dispatchers.IO) { delay(1); put("a") } }
                    runBlocking(Dispatchers.Default) {
                        turn("b") { runBlocking { delay(1); put("b") }; put("b") }
                        put("a")
                    }
                    put("a")
                }
                @JvmStatic fun flows() = runBlocking {
                    val asked = agent.ask("a", flow { put("a"); emit(1); delay(1); put("a"); emit(2) })
                    put("root")
                    asked.collect { put("a"); delay(1); put("a") }
                    put("root")
                    try {
                        agent.ask("b", flow { put("b"); delay(1); throw IllegalStateException() }).collect()
                    } catch (own: IllegalStateException) { put("root") }
                    agent.ask("c", flow { put("c"); emit(1); delay(Long.MAX_VALUE) }).first()
                    withTimeoutOrNull(5) { agent.ask("d", flow { put("d"); delay(Long.MAX_VALUE) }).collect() }
                    agent.ask("e", flow { emit(1); delay(1); put("e") }).flowOn(Dispatchers.IO).collect { put("root") }
                    put("root")
                }
                @JvmStatic fun many() = runBlocking(Dispatchers.Default) {
                    (1..400).map { n -> async {
                        val name = "t$n"
                        put("root")
                        turn(name) {
                            repeat(3) { delay(1); put(name); withContext(Dispatchers.IO) { memory.save(name); put(name) } }
                        }
                        put("root")
                    } }.awaitAll()
                    put("root")
                }
            }
            """;

    @TempDir
    static File folder;

    private static @Nullable OtherCode compiled;

    private @Nullable OtherCode application;
    private final Recording recording =
            new Recording(false, store("put"), store("save"), turn("turn"), turn("block"), turn("ask"));
    private final ContextWeaver following = new ContextWeaver(HandOvers.ofCoroutines(), ByteBuddyAgent.install());

    private static Rule store(String method) {
        return Rule.memory(new Source("test.yaml", 1), "kt.Memory", method, Operation.STORE)
                .fields(Map.of(Field.KEY, List.of(Path.parse("arg0"))))
                .build();
    }

    private static Rule turn(String method) {
        return Rule.task(new Source("test.yaml", 1), "kt.Agent", method, "turn")
                .fields(Map.of(Field.AGENT_ID, List.of(Path.parse("arg0"))))
                .build();
    }

    @BeforeAll
    static void compile() throws Exception {
        compiled = OtherCode.kotlin(folder, CODE);
    }

    @AfterAll
    static void forget() throws Exception {
        if (compiled != null) {
            compiled.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        following.uninstall();
        recording.close();
        if (application != null) {
            application.close();
        }
    }

    private List<Seen> run(String function) throws Exception {
        following.install();
        OtherCode code = Objects.requireNonNull(compiled).again();
        application = code;
        code.run("kt.Main", function);
        await().until(() -> recording.async().waiting() == 0);
        return recording.seen();
    }

    private static void checkParents(List<Seen> all) {
        Map<Object, Seen> turns = new HashMap<>();
        for (Seen each : all) {
            if (each.key() == null) {
                turns.put(Objects.requireNonNull(each.agentId()), each);
            }
        }
        assertThat(all).filteredOn(each -> each.key() != null).isNotEmpty().allSatisfy(store -> {
            Seen turn = turns.get(store.key());
            if ("served".equals(store.key())) {
                return;
            }
            assertThat(store.parentSpanId()).isEqualTo(turn == null ? 0 : turn.spanId());
            assertThat(store.agentId()).isEqualTo(turn == null ? null : store.key());
            assertThat(turn == null ? store.traceId() : turn.traceId()).isEqualTo(store.traceId());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "suspended",
                "nested",
                "failing",
                "dispatched",
                "launched",
                "unconfined",
                "streams",
                "channels",
                "futures",
                "blocking",
                "many"
            })
    @DisplayName("however it suspends, is dispatched, and is resumed")
    void parents(String function) throws Exception {
        checkParents(run(function));
    }

    @ParameterizedTest
    @ValueSource(strings = {"channels", "polling"})
    @DisplayName(
            "and what goes round in a loop after the end of the turn that began it begins traces, one for each round")
    void loops() throws Exception {
        List<Seen> all = run("polling");
        Seen turn = all.stream()
                .filter(each -> "a".equals(each.agentId()) && each.key() == null)
                .findFirst()
                .orElseThrow();
        List<Seen> served =
                all.stream().filter(each -> "served".equals(each.key())).toList();
        List<Seen> own =
                served.stream().filter(each -> each.parentSpanId() == 0).toList();
        assertThat(served).hasSizeGreaterThan(4);
        // Until it is seen to be a loop, it is what the turn has begun.
        assertThat(served.size() - own.size()).isBetween(1, 4);
        assertThat(own).isNotEmpty().allSatisfy(each -> {
            assertThat(each.agentId()).isNull();
            assertThat(each.traceId()).isNotEqualTo(turn.traceId());
        });
        assertThat(own.stream().map(Seen::traceId)).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("and of a flow from where it is collected to its end, error or cancellation")
    void flows() throws Exception {
        List<Seen> seen = run("flows");
        checkParents(seen);
        Map<Object, String> ends = new HashMap<>();
        seen.stream()
                .filter(each -> each.key() == null)
                .forEach(each -> ends.put(
                        Objects.requireNonNull(each.agentId()),
                        each.thrown() == null ? "" : each.thrown().getClass().getSimpleName()));
        assertThat(ends)
                .isEqualTo(Map.of(
                        "a", "", "b", "IllegalStateException", "c", "", "d", "TimeoutCancellationException", "e", ""));
    }

    @Test
    @DisplayName("and those of a turn within a turn name it as their parent")
    void nestedTurns() throws Exception {
        Map<Object, Seen> turns = new HashMap<>();
        run("nested").stream()
                .filter(each -> each.key() == null)
                .forEach(each -> turns.put(Objects.requireNonNull(each.agentId()), each));
        Map<Object, Long> parents = new HashMap<>();
        turns.forEach((name, turn) -> parents.put(name, turn.parentSpanId()));
        long a = Objects.requireNonNull(turns.get("a")).spanId();
        long d = Objects.requireNonNull(turns.get("d")).spanId();
        assertThat(parents).isEqualTo(Map.of("a", 0L, "b", a, "c", a, "d", a, "e", d));
    }
}
