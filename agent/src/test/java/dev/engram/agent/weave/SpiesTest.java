package dev.engram.agent.weave;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.withSettings;

import dev.engram.agent.rule.InlineMocks;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;
import org.mockito.MockMakers;

/** The rules are like those of the packs: key and session of one name. */
@DisplayName("A memory in the application's own tests")
class SpiesTest {

    public interface ChatMemory {
        Object id();

        void add(String message);

        List<String> messages();
    }

    public static class WindowMemory implements ChatMemory {
        private final Object id;
        private final List<String> messages = new ArrayList<>();

        public WindowMemory(Object id) {
            this.id = id;
        }

        @Override
        public Object id() {
            return id;
        }

        @Override
        public void add(String message) {
            messages.add(message);
        }

        @Override
        public List<String> messages() {
            return List.copyOf(messages);
        }
    }

    public static final class CountingMemory extends WindowMemory {
        private int asked;

        public CountingMemory() {
            super("none");
        }

        @Override
        public Object id() {
            return "asked " + ++asked;
        }
    }

    @BeforeAll
    static void watch() {
        InlineMocks.watch(ByteBuddyAgent.install());
    }

    private static Rule[] rules() {
        return new Rule[] {
            rule(ChatMemory.class, "add", Operation.STORE, "key", "this.id?", "value", "arg0", "session", "this.id?"),
            rule(ChatMemory.class, "messages", Operation.RETRIEVE, "key", "this.id?", "session", "this.id?")
        };
    }

    @ParameterizedTest
    @DisplayName("is recorded by its key, and its spy sees no call that the application did not make")
    @ValueSource(strings = {MockMakers.INLINE, MockMakers.SUBCLASS})
    void spies(String maker) throws InterruptedException {
        try (Recording recording = new Recording(false, rules())) {
            ChatMemory memory = mock(
                    WindowMemory.class,
                    withSettings()
                            .spiedInstance(new WindowMemory("session-1"))
                            .defaultAnswer(Answers.CALLS_REAL_METHODS)
                            .mockMaker(maker));
            memory.add("Hello");
            assertThat(memory.messages()).containsExactly("Hello");
            assertThat(recording.seen())
                    .extracting(Recording.Seen::span, Recording.Seen::key)
                    .containsExactly(
                            tuple("test.memory.store", "session-1"), tuple("test.memory.retrieve", "session-1"));
            verify(memory).add("Hello");
            verify(memory, times(1)).messages();
            verifyNoMoreInteractions(memory);
        }
    }

    @Test
    @DisplayName("that is a mock of its interface sees no other call either")
    void mocks() throws InterruptedException {
        try (Recording recording = new Recording(false, rules())) {
            ChatMemory memory = spy(ChatMemory.class);
            memory.add("Hello");
            verify(memory).add("Hello");
            verifyNoMoreInteractions(memory);
            assertThat(recording.seen())
                    .allSatisfy(each -> assertThat(each.key()).isNull());
        }
    }

    @Test
    @DisplayName("is asked once a call where an accessor has no field to itself")
    void once() throws InterruptedException {
        try (Recording recording = new Recording(false, rules())) {
            CountingMemory memory = new CountingMemory();
            memory.add("Hello");
            memory.messages();
            assertThat(memory.id()).isEqualTo("asked 3");
            assertThat(recording.seen()).extracting(Recording.Seen::key).containsExactly("asked 1", "asked 2");
        }
    }
}
