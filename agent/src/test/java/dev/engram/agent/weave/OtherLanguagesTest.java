package dev.engram.agent.weave;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.weave.Recording.Seen;
import dev.engram.agent.weave.match.RuleBook;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Rules mean what other compilers make of the code")
@Timeout(180)
class OtherLanguagesTest {

    @TempDir
    File folder;

    @Test
    @Tag("full")
    @DisplayName("Kotlin: generics, defaults, suspend, delegation, companions, value classes; one span of a call")
    void kotlin() throws Exception {
        String code = """
                package kt
                import kotlinx.coroutines.*

                interface Memory<K, V> {
                    fun put(key: K, value: V, ttl: Long = 60)
                    fun get(key: K): V?
                    suspend fun look(key: K): V?
                }
                class Shelf : Memory<String, String> {
                    private val map = HashMap<String, String>()
                    override fun put(key: String, value: String, ttl: Long) { map[key] = value }
                    override fun get(key: String): String? = map[key]
                    override suspend fun look(key: String): String? = map[key]
                    companion object { @JvmStatic fun shared(key: String): String = "shared $key" }
                }
                class Delegating(inner: Memory<String, String>) : Memory<String, String> by inner
                @JvmInline value class Id(val text: String)
                class Ids { fun drop(id: Id): Boolean = id.text.isEmpty() }

                object Main {
                    @JvmStatic fun run(): String {
                        val memory: Memory<String, String> = Delegating(Shelf())
                        memory.put("k", "v")
                        val got = memory.get("k")
                        val looked = runBlocking { memory.look("l") }
                        Ids().drop(Id("i"))
                        return got + looked + Shelf.shared("s")
                    }
                }
                """;
        try (Recording recording = new Recording(
                        false,
                        rule(
                                "kt.Memory",
                                "put",
                                List.of("java.lang.Object", "java.lang.Object", "long"),
                                Operation.STORE,
                                "key",
                                "arg0",
                                "value",
                                "arg1",
                                "ttl",
                                "arg2"),
                        rule("kt.Memory", "get", null, Operation.RETRIEVE, "key", "arg0"),
                        rule("kt.Memory", "look", List.of("java.lang.Object"), Operation.RETRIEVE, "key", "arg0"),
                        rule(
                                "kt.Shelf$Companion",
                                "shared",
                                List.of("java.lang.String"),
                                Operation.RETRIEVE,
                                "key",
                                "arg0"),
                        rule("kt.Ids", "drop", List.of("java.lang.String"), Operation.DELETE, "key", "arg0"));
                OtherCode application = OtherCode.kotlin(folder, code)) {
            assertThat(application.run("kt.Main", "run")).isEqualTo("vnullshared s");
            assertThat(recording.seen())
                    .extracting(Seen::key, Seen::value, Seen::found)
                    .containsExactly(
                            tuple("k", "v", (byte) -1),
                            tuple("k", "v", (byte) 1),
                            tuple("l", null, (byte) 0),
                            tuple("i", null, (byte) -1),
                            tuple("s", "shared s", (byte) 1));
            assertThat(recording.seen().get(0).ttl()).isEqualTo(60L);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("Scala: traits with code, generics, super calls, objects; an Option is found where it is defined")
    void scala() throws Exception {
        String code = """
                package sc

                trait Memory[K, V] {
                  def put(key: K, value: V): Unit
                  def get(key: K): Option[V]
                  def drop(key: K): Boolean = true
                }
                class Shelf extends Memory[String, String] {
                  private var map = Map.empty[String, String]
                  def put(key: String, value: String): Unit = map = map.updated(key, value)
                  def get(key: String): Option[String] = map.get(key)
                }
                class Loud extends Shelf {
                  override def put(key: String, value: String): Unit = super.put(key, value + "!")
                  override def drop(key: String): Boolean = super.drop(key)
                }
                object Store { def save(key: String, times: Int = 1): Int = times }

                object Main {
                  def run(): String = {
                    val memory: Memory[String, String] = new Loud
                    memory.put("k", "v")
                    val got = memory.get("k")
                    val none = memory.get("none")
                    memory.drop("d")
                    new Shelf().drop("e")
                    Store.save("o")
                    s"$got $none"
                  }
                }
                """;
        try (Recording recording = new Recording(
                        false,
                        rule(
                                "sc.Memory",
                                "put",
                                List.of("java.lang.Object", "java.lang.Object"),
                                Operation.STORE,
                                "key",
                                "arg0",
                                "value",
                                "arg1"),
                        rule("sc.Memory", "get", null, Operation.RETRIEVE, "key", "arg0", "found", "return.defined"),
                        rule("sc.Memory", "drop", List.of("java.lang.Object"), Operation.DELETE, "key", "arg0"),
                        rule("sc.Store$", "save", null, Operation.STORE, "key", "arg0"));
                OtherCode application = OtherCode.scala(folder, code)) {
            assertThat(application.run("sc.Main", "run")).isEqualTo("Some(v!) None");
            assertThat(recording.seen())
                    .extracting(Seen::key, Seen::found)
                    .containsExactly(
                            tuple("k", (byte) -1),
                            tuple("k", (byte) 1),
                            tuple("none", (byte) 0),
                            tuple("d", (byte) -1),
                            tuple("e", (byte) -1),
                            tuple("o", (byte) -1));
        }
    }

    private static final String STORE = """
            package dev.langchain4j.store.memory.chat;

            import java.util.List;

            /** Called like the library's, so that its pack takes it. */
            public interface ChatMemoryStore {
                List<Object> getMessages(Object id);
                void updateMessages(Object id, List<Object> messages);

                static String use() {
                    ChatMemoryStore store = new MapMemoryStore();
                    store.updateMessages("chat-1", List.of("hello"));
                    store.getMessages("chat-1");
                    new MapMemoryStore().save("own", "value");
                    return "used";
                }
            }

            class MapMemoryStore implements ChatMemoryStore {
                public List<Object> getMessages(Object id) { return List.of(); }
                public void updateMessages(Object id, List<Object> messages) {}
                public void save(String key, String value) {}
            }
            """;

    private static RuleBook book(List<String> off, Rule... own) {
        List<String> findings = new ArrayList<>();
        RuleSet file = new RuleSet("test", List.of(own));
        Packs packs = Packs.of(PackIndex.builtIn(), false, file, List.of(), off, findings);
        assertThat(findings).isEmpty();
        return new RuleBook(file.rules(), packs);
    }

    @Test
    @DisplayName("Packs: a user's rule comes before a pack's, and that before the convention, for each method")
    void order() throws Exception {
        Rule mine = rule(
                "dev.langchain4j.store.memory.chat.ChatMemoryStore",
                "updateMessages",
                null,
                Operation.STORE,
                "key",
                "mine");
        try (Recording recording = new Recording(book(List.of(), mine));
                OtherCode application = OtherCode.java(folder, "ChatMemoryStore.java", STORE);
                LogLines log = new LogLines()) {
            application.run("dev.langchain4j.store.memory.chat.ChatMemoryStore", "use");
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("mine", "chat-1", "own");
            assertThat(recording.report().summary()).endsWith(", langchain4j 1, test.yaml 1).");
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    @DisplayName("Packs: without rules of the user's own, a pack's rule takes what implements its type")
    void packAlone() throws Exception {
        try (Recording recording = new Recording(book(List.of("convention")));
                OtherCode application = OtherCode.java(folder, "ChatMemoryStore.java", STORE)) {
            application.run("dev.langchain4j.store.memory.chat.ChatMemoryStore", "use");
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("chat-1", "chat-1");
        }
    }

    @Test
    @DisplayName("Packs: one that is switched off takes nothing, a rule that is switched off not its method")
    void off() throws Exception {
        try (Recording recording = new Recording(book(List.of("langchain4j", "convention")));
                OtherCode application = OtherCode.java(folder, "ChatMemoryStore.java", STORE)) {
            application.run("dev.langchain4j.store.memory.chat.ChatMemoryStore", "use");
            assertThat(recording.seen()).isEmpty();
        }
        try (Recording recording = new Recording(book(List.of("langchain4j.chat-memory-store.get", "convention")));
                OtherCode application = OtherCode.java(folder, "ChatMemoryStore.java", STORE)) {
            application.run("dev.langchain4j.store.memory.chat.ChatMemoryStore", "use");
            assertThat(recording.seen()).extracting(Seen::span).containsExactly("test.memory.store");
        }
    }
}
