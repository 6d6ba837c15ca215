package com.acme.memory.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.memory.cache.CacheEntry;
import com.acme.memory.deep.DeepMemory;
import com.acme.memory.deep.DeepResult;
import com.acme.memory.facts.FactStatus;
import com.acme.memory.groups.GroupStatus;
import com.acme.memory.groups.SessionGroup;
import com.acme.memory.session.Message;
import com.acme.memory.support.UserSpace;
import com.acme.redis.RealRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Loading a context")
class ContextLoaderTest {
    private static final String SESSION = "today";

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final Memories.SetClock clock = new Memories.SetClock();
    private WorkflowMemory memory;
    private String group;

    /** More of everything than any cell of the matrix loads. */
    @BeforeEach
    void fill() {
        memory = Memories.memory(REDIS.client(), "dev-alice", clock);
        group = memory.groups().create("Sign-in", "How users sign in", List.of("auth"), GroupStatus.ACTIVE);
        memory.groups().add(group, SESSION);
        memory.groups().add(group, "yesterday");
        memory.addSessionMessage("yesterday", "user", "a message of the group's other session");
        say(1, 5);
        clock.advance(Duration.ofHours(10));
        memory.addSessionMessage("yesterday", "assistant", "and one of this hour");
        say(6, 25);
        for (int i = 1; i <= 30; i++) {
            List<String> tags = i % 4 == 0 ? List.of("pattern") : i % 10 == 1 ? List.of("auth") : List.of();
            new DeepMemory(new UserSpace(REDIS.client(), "dev-alice"), Memories.MODEL, clock)
                    .create("note number " + i, tags, Map.of());
        }
        memory.addPaf("AUTH", "001", "Use PyJWT", "");
        memory.addPaf("AUTH", "002", "Sessions in cookies", "");
        memory.facts().changeStatus("AUTH-002", FactStatus.DEPRECATED);
    }

    private void say(int from, int to) {
        for (int i = from; i <= to; i++) {
            memory.addSessionMessage(SESSION, "user", "message " + i);
        }
    }

    private LoadedContext load(String workflow, String stage, WorkflowMode mode) {
        return memory.loadWorkflowContext(WorkflowContext.of(workflow, SESSION), stage, mode);
    }

    @Test
    @DisplayName("loads at each stage in each mode what the matrix says, and says how many layers that were")
    void matrix() {
        List<String> rows =
                new ArrayList<>(List.of("stage      mode             messages cache deep facts groups layers"));
        for (Stage stage : Stage.values()) {
            for (WorkflowMode mode : WorkflowMode.values()) {
                LoadedContext loaded = load("sign-in", stage.label(), mode);
                assertThat(loaded.reasons()).isEmpty();
                rows.add("%-10s %-16s %8d %5d %4d %5d %6d %6d"
                        .formatted(
                                stage.label(),
                                mode.label(),
                                loaded.sessionMessages().size(),
                                loaded.cacheEntries().size(),
                                loaded.deepMemories().size(),
                                loaded.facts().size(),
                                loaded.groups().size(),
                                loaded.layersLoaded().size()));
            }
        }
        assertThat(String.join("\n", rows)).isEqualTo("""
                stage      mode             messages cache deep facts groups layers
                understand rapid                  10     0    0     0      0      1
                understand standard               25    20    5     4      0      4
                understand augster-rigorous       25    25   20     5      1      4
                decompose  rapid                   0     0    0     0      0      0
                decompose  standard               20     0    0     4      0      2
                decompose  augster-rigorous       20     0    5     4      0      3
                plan       rapid                   5     0    0     0      0      1
                plan       standard               25    20    0     4      0      3
                plan       augster-rigorous       25    20   10     4      0      4
                implement  rapid                  25    20    0     0      0      2
                implement  standard               25    20    5     4      0      4
                implement  augster-rigorous       25    20   10     4      0      4
                verify     rapid                  10     0    0     0      0      1
                verify     standard               10     0    0     4      0      2
                verify     augster-rigorous       10     0    0     4      0      2
                review     rapid                   0     0    0     0      0      0
                review     standard                0     0    0     0      0      0
                review     augster-rigorous       25     0    0     0      0      1""");
    }

    @Test
    @DisplayName(
            "takes the newest messages, patterns only when decomposing, and tells of the deep memory when reviewing")
    void which() {
        assertThat(load("sign-in", "plan", WorkflowMode.RAPID).sessionMessages())
                .extracting(Message::content)
                .containsExactly("message 21", "message 22", "message 23", "message 24", "message 25");
        assertThat(load("sign-in", "decompose", WorkflowMode.AUGSTER_RIGOROUS).deepMemories())
                .allSatisfy(found -> assertThat(found.tags()).containsExactly("pattern"));
        assertThat(load("sign-in", "review", WorkflowMode.AUGSTER_RIGOROUS).deepAvailable())
                .isTrue();
        assertThat(load("sign-in", "understand", WorkflowMode.AUGSTER_RIGOROUS).groups())
                .extracting(SessionGroup::id)
                .containsExactly(group);
    }

    @Test
    @DisplayName("loads more of the deep memory the more thorough the mode")
    void thoroughness() {
        int rapid =
                load("sign-in", "understand", WorkflowMode.RAPID).deepMemories().size();
        int standard = load("sign-in", "understand", WorkflowMode.STANDARD)
                .deepMemories()
                .size();
        int rigorous = load("sign-in", "understand", WorkflowMode.AUGSTER_RIGOROUS)
                .deepMemories()
                .size();
        assertThat(rapid).isLessThan(standard);
        assertThat(standard).isLessThan(rigorous);
    }

    @Test
    @DisplayName(
            "of a group, rigorously implemented, has the cache of all its sessions and deep memories with its tags")
    void grouped() {
        WorkflowContext byMetadata = new WorkflowContext("sign-in", SESSION, Map.of("group_id", group), Map.of());
        for (LoadedContext loaded : List.of(
                load(group, "implement", WorkflowMode.AUGSTER_RIGOROUS),
                memory.loadWorkflowContext(byMetadata, "implement", WorkflowMode.AUGSTER_RIGOROUS))) {
            assertThat(loaded.sessionMessages()).hasSize(25);
            assertThat(loaded.cacheEntries())
                    .hasSize(21)
                    .extracting(CacheEntry::text)
                    .startsWith("and one of this hour");
            assertThat(loaded.deepMemories())
                    .hasSize(3)
                    .allSatisfy(found -> assertThat(found.tags()).containsExactly("auth"));
        }
        assertThat(load(group, "implement", WorkflowMode.STANDARD).cacheEntries())
                .as("of the session alone")
                .hasSize(20);
    }

    @Test
    @DisplayName("puts everything into the context's metadata under the names that prompts use, beside what was there")
    void enriched() {
        WorkflowContext context = new WorkflowContext("sign-in", SESSION, Map.of("feature", "auth"), Map.of("step", 1));
        LoadedContext loaded = memory.loadWorkflowContext(context, "understand", WorkflowMode.STANDARD);
        WorkflowContext enriched = loaded.enriched();
        assertThat(enriched.workflowId()).isEqualTo("sign-in");
        assertThat(enriched.state()).containsExactly(Map.entry("step", 1));
        assertThat(enriched.metadata())
                .containsEntry("feature", "auth")
                .containsEntry("stage", "understand")
                .containsEntry("workflow_mode", "standard")
                .containsEntry("session_context", loaded.sessionMessages())
                .containsEntry("cache_memory", loaded.cacheEntries())
                .containsEntry("deep_memory", loaded.deepMemories())
                .containsEntry("pafs", loaded.facts());
        assertThat((List<?>) enriched.metadata().get("memories")).hasSize(25 + 20 + 5 + 4);
    }

    @Test
    @DisplayName("asks the deep memory about what the user said last, however long that was")
    void longMessage() {
        memory.createDeepMemory("Refresh tokens rotate on each use", List.of(), Map.of());
        memory.addSessionMessage(SESSION, "user", "How do refresh tokens rotate? " + "x ".repeat(500_000));
        assertThat(load("sign-in", "understand", WorkflowMode.STANDARD).deepMemories())
                .hasSize(5)
                .first()
                .extracting(DeepResult::text)
                .isEqualTo("Refresh tokens rotate on each use");
    }

    @Test
    @DisplayName("knows the other names of two stages, and loads nothing without a session")
    void names() {
        assertThat(load("sign-in", "validate", WorkflowMode.STANDARD).stage()).isEqualTo(Stage.VERIFY);
        assertThat(load("sign-in", "REFLECT", WorkflowMode.STANDARD).stage()).isEqualTo(Stage.REVIEW);
        LoadedContext nothing = memory.loadWorkflowContext(
                new WorkflowContext("sign-in", null, Map.of(), Map.of()), "understand", WorkflowMode.STANDARD);
        assertThat(nothing.layersLoaded()).isEmpty();
        assertThat(nothing.memories()).isEmpty();
    }

    @Test
    @DisplayName("refuses a stage and a mode that nobody knows, and says which there are")
    void unknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load("sign-in", "ponder", WorkflowMode.RAPID))
                .withMessage(
                        "The stage 'ponder' is unknown; take one of understand, decompose, plan, implement, verify,"
                                + " review.");
        assertThat(WorkflowMode.of("Augster_Rigorous")).isEqualTo(WorkflowMode.of("augster-rigorous"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkflowMode.of("sloppy"))
                .withMessage("The mode 'sloppy' is unknown; take one of rapid, standard, augster-rigorous.");
    }
}
