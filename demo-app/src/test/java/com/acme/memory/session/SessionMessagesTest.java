package com.acme.memory.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.redis.RealRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Layer 1, the messages of a session")
class SessionMessagesTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private WorkflowMemory memory;

    @BeforeEach
    void makeMemory() {
        memory = Memories.memory(REDIS.client());
    }

    @Test
    @DisplayName("keeps messages in their order, with who said them")
    void order() {
        memory.addSessionMessage("test-session-001", "user", "Test message 1");
        memory.addSessionMessage("test-session-001", "assistant", "Test response 1");
        assertThat(memory.getSessionContext("test-session-001").items())
                .extracting(Message::role, Message::content)
                .containsExactly(tuple(Role.USER, "Test message 1"), tuple(Role.ASSISTANT, "Test response 1"));
        assertThat(memory.getSessionContext("another").items()).isEmpty();
    }

    @Test
    @DisplayName("gives the newest where there is a limit, still oldest first")
    void limit() {
        for (int i = 1; i <= 5; i++) {
            memory.addSessionMessage("s", "user", "message " + i);
        }
        assertThat(memory.getSessionContext("s", 2).items())
                .extracting(Message::content)
                .containsExactly("message 4", "message 5");
    }

    @Test
    @DisplayName("says how large the session has become, in messages and bytes")
    void size() {
        memory.addSessionMessage("s", "user", "abc");
        assertThat(memory.addSessionMessage("s", "user", "häß")).isEqualTo(new SessionSize(2, 8));
    }

    @Test
    @DisplayName("refuses a role that nobody has, and says which there are")
    void role() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.addSessionMessage("s", "robot", "hello"))
                .withMessage("The role 'robot' is unknown; take one of user, assistant, system.");
        assertThat(memory.getSessionContext("s").items()).isEmpty();
    }

    @Test
    @DisplayName("refuses a text of 10 MB and an empty one, and names the limit")
    void text() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.addSessionMessage("s", "user", "x".repeat(10 << 20)))
                .withMessage("The message has 10485760 bytes; up to 1048576 are allowed.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.addSessionMessage("s", "user", " "))
                .withMessage("The message is empty.");
        String longest = "ä".repeat(1 << 19);
        memory.addSessionMessage("s", "user", longest);
        assertThat(memory.getSessionContext("s").items())
                .extracting(Message::content)
                .containsExactly(longest);
    }

    @Test
    @DisplayName("refuses a session whose name would be another key's, and a limit below 1")
    void names() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.addSessionMessage("s:1", "user", "hello"))
                .withMessage("The session 's:1' is not usable: take up to 128 letters, digits, dots, dashes and"
                        + " underscores.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.getSessionContext("s", 0))
                .withMessage("The limit is 0; take 1 or more.");
    }
}
