package dev.engram.collector.keyspace.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.keyspace.redis.RealCluster;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.redis.SlotMove;
import dev.engram.collector.keyspace.survey.Keys;
import dev.engram.collector.keyspace.survey.OnEmptyRedis;
import dev.engram.collector.keyspace.survey.key.KeyRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanerTest extends OnEmptyRedis {

    private final List<CleanKey> told = new ArrayList<>();

    private static CleanRule rule(String pattern, TtlRule ttl, @Nullable Duration unusedFor) {
        return new CleanRule(pattern, ttl, unusedFor);
    }

    private Cleaned clean(CleanRule rule) throws RedisException {
        return new Cleaner(server).clean(rule, told::add);
    }

    @Test
    @DisplayName("Only keys that match the pattern and have no TTL go, and each is told with its reason")
    void noTtl() throws RedisException {
        keys.strings("agent:", 0, 300, 10);
        keys.mortal("agent:mortal", 0, 10);
        keys.run("SET other:1 1");
        Cleaned cleaned = clean(rule("agent:*", TtlRule.NONE, null));
        // Redis may give a key twice while its table grows or shrinks.
        assertThat(cleaned.looked()).isGreaterThanOrEqualTo(310);
        assertThat(cleaned).isEqualTo(new Cleaned(cleaned.looked(), 300, 300));
        assertThat(told).hasSize(300).extracting(CleanKey::why).containsOnly("string, no TTL");
        assertThat(server.keyCount()).isEqualTo(11);
    }

    @Test
    @DisplayName("Companions go whose owner is gone, and no other key")
    void orphans() throws RedisException {
        keys.run("SET a 1");
        keys.run("SET a:metadata 1");
        keys.run("SET gone:metadata 1");
        keys.run("SET :metadata 1");
        CleanRule rule = new CleanRule("*", TtlRule.ANY, null, ":metadata", null);
        assertThat(clean(rule)).isEqualTo(new Cleaned(4, 1, 1));
        assertThat(told).extracting(CleanKey::name).containsExactly("gone:metadata");
    }

    @Test
    @DisplayName("Of named keys those go that match the pattern")
    void only() throws RedisException {
        keys.strings("agent:", 0, 30, 10);
        Set<KeyRef> named = Set.of(
                new KeyRef(Requests.word("agent:3")),
                new KeyRef(Requests.word("agent:7")),
                new KeyRef(Requests.word("x")));
        clean(new CleanRule("agent:*", TtlRule.NONE, null, null, named));
        assertThat(told).extracting(CleanKey::name).containsExactlyInAnyOrder("agent:3", "agent:7");
        assertThat(server.keyCount()).isEqualTo(28);
    }

    @Test
    @DisplayName("TTL zero means what TTL answers 0 for: less than half a second; never a key without a TTL")
    void ttlZero() {
        assertThat(TtlRule.ZERO.means(0)).isTrue();
        assertThat(TtlRule.ZERO.means(499)).isTrue();
        assertThat(TtlRule.ZERO.means(500)).isFalse();
        assertThat(TtlRule.ZERO.means(-1)).isFalse();
        assertThat(TtlRule.NONE.means(-1)).isTrue();
        assertThat(TtlRule.NONE.means(0)).isFalse();
        assertThat(TtlRule.ANY.means(-1)).isTrue();
        assertThat(TtlRule.ANY.means(60_000)).isTrue();
    }

    @Test
    @DisplayName("With TTL zero, keys without a TTL and those with time left stay")
    void ttlZeroOnAServer() throws RedisException {
        keys.strings("agent:", 0, 5, 10);
        keys.mortal("agent:mortal", 0, 5);
        clean(rule("agent:*", TtlRule.ZERO, null));
        assertThat(told).isEmpty();
        assertThat(server.keyCount()).isEqualTo(10);
    }

    @Test
    @DisplayName("Finding deletes nothing, and tells what cleaning would delete")
    void find() throws RedisException {
        keys.strings("agent:", 0, 5, 10);
        keys.mortal("agent:mortal", 0, 5);
        Cleaned found = new Cleaner(server).find(rule("agent:*", TtlRule.ANY, null), told::add);
        assertThat(found).isEqualTo(new Cleaned(10, 10, 0));
        assertThat(server.keyCount()).isEqualTo(10);
        List<CleanKey> announced = List.copyOf(told);
        told.clear();
        clean(rule("agent:*", TtlRule.ANY, null));
        assertThat(told)
                .extracting(CleanKey::name)
                .containsExactlyInAnyOrderElementsOf(
                        announced.stream().map(CleanKey::name).toList());
        assertThat(server.keyCount()).isZero();
    }

    @Test
    @DisplayName("An age means not used for so long: what was just read stays")
    void age() throws RedisException {
        keys.strings("agent:", 0, 3, 10);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> keys.run("OBJECT IDLETIME agent:0") instanceof Long idle && idle >= 2);
        keys.run("GET agent:1");
        clean(rule("agent:*", TtlRule.ANY, Duration.ofSeconds(2)));
        assertThat(told).extracting(CleanKey::name).containsExactlyInAnyOrder("agent:0", "agent:2");
        assertThat(told.get(0).why()).startsWith("string, no TTL, not used for ");
        assertThat(keys.run("EXISTS agent:1")).isEqualTo(1L);
    }

    @Test
    @DisplayName("A server that counts accesses knows no ages: that is said, and nothing is deleted")
    void ageUnderLfu() throws RedisException {
        keys.strings("agent:", 0, 3, 10);
        keys.run("CONFIG SET maxmemory-policy allkeys-lfu");
        try {
            assertThatThrownBy(() -> clean(rule("agent:*", TtlRule.ANY, Duration.ofSeconds(1))))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("does not know since when a key is not used");
        } finally {
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
        assertThat(server.keyCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("A user who may not delete is told so in a sentence")
    void noRight() throws RedisException {
        keys.strings("agent:", 0, 3, 10);
        keys.run("ACL SETUSER reader on >secret ~* +@all -unlink");
        RedisAddress address = RedisAddress.parse(redis.uri().replace("redis://", "redis://reader:secret@"));
        try (RedisServer reader = RedisServer.open(address)) {
            assertThatThrownBy(() -> new Cleaner(reader).clean(rule("*", TtlRule.ANY, null), told::add))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("refuses UNLINK to this user");
        }
        assertThat(told).isEmpty();
        assertThat(server.keyCount()).isEqualTo(3);
    }

    @Test
    @Tag("full")
    @DisplayName("In a cluster with a slot half-way what is meant goes from both nodes, each key counted once, and"
            + " nothing else")
    void slotHalfWay() throws RedisException {
        String tag = RealCluster.tag(2, 0);
        try (RealCluster cluster = RealCluster.start(Program.EMBEDDED);
                RedisServer connection = cluster.open()) {
            Keys planted = new Keys(connection);
            planted.strings(tag + "agent:", 0, 40, 10);
            planted.strings(tag + "other:", 0, 10, 10);
            planted.mortal(tag + "agent:mortal:", 0, 10);
            SlotMove move = cluster.begin(RealCluster.slot(tag), 2, 0);
            for (int i = 0; i < 10; i++) {
                move.keys(tag + "agent:" + i, tag + "agent:mortal:" + i);
            }
            move.keys(tag + "other:3");
            CleanRule rule = rule("{*}agent:*", TtlRule.NONE, null);
            assertThat(new Cleaner(connection).find(rule, told::add)).isEqualTo(new Cleaned(50, 40, 0));
            assertThat(told).extracting(CleanKey::name).doesNotHaveDuplicates().hasSize(40);
            assertThat(connection.keyCount()).isEqualTo(60);
            told.clear();
            List<Runnable> once = new ArrayList<>(List.of(move::finish));
            Cleaned cleaned = new Cleaner(connection).clean(rule, key -> {
                told.add(key);
                once.forEach(Runnable::run);
                once.clear();
            });
            assertThat(cleaned.deleted()).isEqualTo(40);
            assertThat(told)
                    .hasSize(40)
                    .extracting(CleanKey::name)
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.matches("\\{\\d+}agent:\\d+"));
            assertThat(connection.keyCount()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "agent:*, 0", "agent:*, -5"})
    @DisplayName("A rule without a pattern, or with an age that is none, is refused")
    void badRules(String pattern, long seconds) {
        assertThatIllegalArgumentException().isThrownBy(() -> rule(pattern, TtlRule.ANY, Duration.ofSeconds(seconds)));
    }
}
