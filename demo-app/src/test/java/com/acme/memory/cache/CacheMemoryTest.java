package com.acme.memory.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.memory.session.Role;
import com.acme.memory.support.UserSpace;
import com.acme.redis.RealRedis;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Layer 2, the cache of what was said lately")
class CacheMemoryTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final Memories.SetClock clock = new Memories.SetClock();
    private WorkflowMemory memory;

    @BeforeEach
    void makeMemory() {
        memory = Memories.memory(REDIS.client(), "dev-alice", clock);
    }

    @Test
    @DisplayName("has windows of an hour, a day and all that is still there, which end now")
    void windows() {
        memory.addSessionMessage("s", "user", "two days ago");
        clock.advance(Duration.ofHours(46));
        memory.addSessionMessage("s", "user", "two hours ago");
        clock.advance(Duration.ofHours(1).plusMillis(1));
        memory.addSessionMessage("s", "user", "just within the hour");
        clock.advance(HOUR);
        assertThat(texts("s", HOUR)).containsExactly("just within the hour");
        clock.advance(Duration.ofMillis(1));
        assertThat(texts("s", HOUR)).isEmpty();
        assertThat(texts("s", DAY)).containsExactly("two hours ago", "just within the hour");
        assertThat(texts("s", CacheMemory.ANY)).hasSize(3);
    }

    @Test
    @DisplayName("looks into all sessions at once, in the order of time")
    void allSessions() {
        memory.addSessionMessage("s-1", "user", "first");
        clock.advance(Duration.ofMinutes(1));
        memory.addSessionMessage("s-2", "user", "second");
        clock.advance(Duration.ofMinutes(1));
        memory.addSessionMessage("s-1", "assistant", "third");
        assertThat(texts(null, DAY)).containsExactly("first", "second", "third");
        assertThat(texts("s-2", DAY)).containsExactly("second");
    }

    @Test
    @DisplayName("lets Redis forget a session a week after its last message")
    void expiry() {
        memory.addSessionMessage("s", "user", "hello");
        assertThat(REDIS.client().ttl("memory:dev-alice:cache:s")).isBetween(604_700L, 604_800L);
        assertThat(REDIS.client().ttl("memory:dev-alice:cache-sessions")).isBetween(604_700L, 604_800L);
    }

    @Test
    @DisplayName("drops what is older than a week when something new is said")
    void week() {
        memory.addSessionMessage("s", "user", "old");
        clock.advance(CacheMemory.ANY.plusMillis(1));
        memory.addSessionMessage("s", "user", "new");
        assertThat(REDIS.client().zcard("memory:dev-alice:cache:s")).isEqualTo(1);
    }

    @Test
    @DisplayName("knows its size: all texts of all sessions that are still there, whatever window is read")
    void size() {
        CacheMemory cache = new CacheMemory(new UserSpace(REDIS.client(), "dev-alice"), clock);
        assertThat(cache.put("s-1", Role.USER, "12345").bytes()).isEqualTo(5);
        clock.advance(Duration.ofDays(3));
        assertThat(cache.put("s-2", Role.USER, "12").bytes()).isEqualTo(7);
        assertThat(cache.put("s-1", Role.USER, "1").bytes()).isEqualTo(8);
        assertThat(cache.recent("s-2", HOUR).bytes()).isEqualTo(2);
        clock.advance(Duration.ofDays(4).plusMillis(1));
        assertThat(cache.put("s-2", Role.USER, "123").bytes())
                .as("the first text of s-1 is still there until something new is said in s-1")
                .isEqualTo(11);
        assertThat(cache.put("s-1", Role.USER, "1234").bytes()).isEqualTo(10);
        clock.advance(Duration.ofDays(8));
        assertThat(cache.put("s-3", Role.USER, "é").bytes()).isEqualTo(2);
        assertThat(REDIS.client().ttl("memory:dev-alice:cache-bytes")).isBetween(604_700L, 604_800L);
    }

    @Test
    @DisplayName("refuses a window of nothing, or longer than a week")
    void badWindow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.getCacheMemory("s", Duration.ZERO))
                .withMessage("The window is PT0S; take more than nothing and up to 7 days.");
        assertThatIllegalArgumentException().isThrownBy(() -> memory.getCacheMemory("s", Duration.ofDays(8)));
    }

    private List<String> texts(@Nullable String session, Duration window) {
        return memory.getCacheMemory(session, window).items().stream()
                .map(CacheEntry::text)
                .toList();
    }
}
