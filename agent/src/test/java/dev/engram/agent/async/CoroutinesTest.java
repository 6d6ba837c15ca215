package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.weave.OtherCode;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiled by the Kotlin compiler and run with the libraries that lie in {@code target/kotlin}, see the pom. */
@DisplayName("A call of a Kotlin function that suspends")
@Timeout(120)
class CoroutinesTest {

    private static final String CODE = """
            package kt
            import kotlinx.coroutines.*
            import kotlin.coroutines.*

            class Failure(message: String) : Exception(message)

            open class Shelf {
                suspend fun direct(key: String): String = "direct $key"
                suspend fun suspended(key: String): String {
                    delay(5)
                    val first = "value"
                    delay(5)
                    return "$first of $key"
                }
                suspend fun failing(key: String): String {
                    delay(1)
                    throw Failure("no $key")
                }
                suspend fun missing(key: String): String? {
                    yield()
                    return null
                }
                suspend fun forever(key: String): String {
                    delay(Long.MAX_VALUE)
                    return key
                }
                /** No state machine: hands on its continuation, and is resumed on another thread. */
                suspend fun tail(key: String): String = suspendCancellableCoroutine { continuation ->
                    Thread { continuation.resume("tail $key") }.start()
                }
                suspend fun recursive(key: String): String {
                    if (key.isEmpty()) return "end"
                    delay(1)
                    return recursive(key.substring(1))
                }
            }

            object Main {
                @JvmStatic fun direct() = runBlocking { Shelf().direct("k") }
                @JvmStatic fun suspended() = runBlocking { Shelf().suspended("k") }
                @JvmStatic fun failing() = runBlocking {
                    try { Shelf().failing("k") } catch (own: Failure) { "caught " + own.message }
                }
                @JvmStatic fun missing() = runBlocking { Shelf().missing("k") ?: "nothing" }
                @JvmStatic fun cancelled() = runBlocking {
                    withTimeoutOrNull(5) { Shelf().forever("k") } ?: "cancelled"
                }
                @JvmStatic fun tail() = runBlocking {
                    val before = Thread.currentThread()
                    val value = Shelf().tail("k")
                    if (Thread.currentThread() === before) value else "on another thread"
                }
                @JvmStatic fun ended() = runBlocking {
                    Shelf().suspended("k")
                    (System.getProperties()["engram.test.ended"] as java.util.concurrent.Callable<*>).call().toString()
                }
                @JvmStatic fun recursive() = runBlocking { Shelf().recursive("abc") }
                @JvmStatic fun many() = runBlocking(Dispatchers.Default) {
                    (1..500).map { async { Shelf().suspended("k$it") } }.awaitAll().size.toString()
                }
            }
            """;

    @TempDir
    static File folder;

    private static @Nullable OtherCode compiled;

    private @Nullable OtherCode application;
    private final Recording recording = new Recording(
            false,
            rule("direct"),
            rule("suspended"),
            rule("failing"),
            rule("missing"),
            rule("forever"),
            rule("tail"),
            rule("recursive"));

    private static Rule rule(String method) {
        return Rule.memory(new Source("test.yaml", 1), "kt.Shelf", method, Operation.RETRIEVE)
                .fields(Map.of(Field.KEY, List.of(Path.parse("arg0"))))
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
        recording.close();
        if (application != null) {
            application.close();
        }
    }

    private String run(String function) throws Exception {
        OtherCode code = Objects.requireNonNull(compiled).again();
        application = code;
        return code.run("kt.Main", function);
    }

    private Seen only() {
        await().until(() -> !recording.seen().isEmpty());
        assertThat(recording.seen()).hasSize(1);
        assertThat(recording.async().waiting()).isZero();
        return recording.seen().get(0);
    }

    @Test
    @DisplayName("and does not, ends when it returns")
    void direct() throws Exception {
        assertThat(run("direct")).isEqualTo("direct k");
        assertThat(only().value()).isEqualTo("direct k");
    }

    @Test
    @DisplayName("several times is one span, that ends with its value")
    void suspended() throws Exception {
        assertThat(run("suspended")).isEqualTo("value of k");
        assertThat(only().value()).isEqualTo("value of k");
        assertThat(only().found()).isEqualTo((byte) 1);
    }

    @Test
    @DisplayName("has ended when its caller goes on")
    void ended() throws Exception {
        Callable<Integer> ended = () -> recording.seen().size();
        System.getProperties().put("engram.test.ended", ended);
        try {
            assertThat(run("ended")).isEqualTo("1");
        } finally {
            System.getProperties().remove("engram.test.ended");
        }
    }

    @Test
    @DisplayName("and throws, fails with the very exception, which reaches its caller")
    void failing() throws Exception {
        assertThat(run("failing")).isEqualTo("caught no k");
        assertThat(Objects.requireNonNull(only().thrown()).getClass().getName()).isEqualTo("kt.Failure");
    }

    @Test
    @DisplayName("and gives null, is a miss")
    void missing() throws Exception {
        assertThat(run("missing")).isEqualTo("nothing");
        assertThat(only().found()).isZero();
    }

    @Test
    @DisplayName("and is cancelled, is an error")
    void cancelled() throws Exception {
        assertThat(run("cancelled")).isEqualTo("cancelled");
        assertThat(only().thrown()).isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    @Test
    @DisplayName("and hands on its continuation, goes on where it would: on its dispatcher")
    void tail() throws Exception {
        assertThat(run("tail")).isEqualTo("tail k");
        assertThat(only().value()).isEqualTo("tail k");
    }

    @Test
    @DisplayName("and calls itself, is a span each time, however often it goes on")
    void recursive() throws Exception {
        assertThat(run("recursive")).isEqualTo("end");
        await().until(() -> recording.seen().size() == 4);
        assertThat(recording.seen()).extracting(Seen::key).containsExactlyInAnyOrder("", "c", "bc", "abc");
    }

    @Test
    @DisplayName("on many threads, ends once each time, and leaves nothing open")
    void many() throws Exception {
        assertThat(run("many")).isEqualTo("500");
        await().until(() -> recording.seen().size() == 500);
        assertThat(recording.seen()).extracting(Seen::key).doesNotHaveDuplicates();
        assertThat(recording.seen()).extracting(Seen::parentSpanId).containsOnly(0L);
        assertThat(recording.async().waiting()).isZero();
    }
}
