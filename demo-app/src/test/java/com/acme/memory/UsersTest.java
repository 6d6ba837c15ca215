package com.acme.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.memory.cache.CacheEntry;
import com.acme.memory.deep.DeepResult;
import com.acme.memory.facts.Fact;
import com.acme.memory.groups.GroupStatus;
import com.acme.memory.groups.SessionGroup;
import com.acme.memory.session.Message;
import com.acme.memory.support.TagMatch;
import com.acme.redis.RealRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Two users on one Redis")
class UsersTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static WorkflowMemory filled(String user) {
        WorkflowMemory memory = Memories.memory(REDIS.client(), user, new Memories.SetClock());
        memory.addSessionMessage("s", "user", user + " speaks");
        memory.createDeepMemory(user + " knows", List.of("auth"), Map.of());
        memory.addPaf("AUTH", "001", user + " decided", "");
        memory.groups().add(memory.groups().create(user, "", List.of(), GroupStatus.ACTIVE), "t");
        return memory;
    }

    private static void assertSeesOnlyItsOwn(WorkflowMemory memory) {
        String user = memory.user();
        assertThat(memory.getSessionContext("s").items())
                .extracting(Message::content)
                .containsExactly(user + " speaks");
        assertThat(memory.getCacheMemory(null, Duration.ofHours(1)).items())
                .extracting(CacheEntry::text)
                .containsExactly(user + " speaks");
        for (List<String> tags : List.of(List.<String>of(), List.of("auth"))) {
            assertThat(memory.searchDeepMemory("who knows?", 10, tags).items())
                    .extracting(DeepResult::text)
                    .containsExactly(user + " knows");
        }
        assertThat(memory.getActivePafs("AUTH").items())
                .extracting(Fact::description)
                .containsExactly(user + " decided");
        assertThat(memory.groups().list(List.of(), TagMatch.ANY, null))
                .extracting(SessionGroup::name)
                .containsExactly(user);
    }

    @Test
    @DisplayName("see their own memory and nothing of the other's, though sessions and facts have the same names")
    void apart() {
        WorkflowMemory alice = filled("dev-alice");
        WorkflowMemory bob = filled("dev-alice-2");
        assertSeesOnlyItsOwn(alice);
        assertSeesOnlyItsOwn(bob);
    }

    @Test
    @DisplayName("are forgotten one at a time, and wholly")
    void forget() {
        WorkflowMemory alice = filled("dev-alice");
        WorkflowMemory bob = filled("dev-alice-2");
        assertThat(alice.forget()).isPositive();
        assertThat(REDIS.client().keys("*")).isNotEmpty().allMatch(key -> key.startsWith("memory:dev-alice-2:"));
        assertSeesOnlyItsOwn(bob);
    }

    @Test
    @DisplayName("cannot have a name that reaches into another's memory")
    void names() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filled("dev-alice:session"))
                .withMessageStartingWith("The user 'dev-alice:session' is not usable:");
        assertThatIllegalArgumentException().isThrownBy(() -> filled("*"));
    }
}
