package dev.engram.collector.keyspace.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.collector.keyspace.clean.CleanRule;
import dev.engram.collector.keyspace.clean.TtlRule;
import dev.engram.collector.keyspace.redis.RealCluster;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.redis.SlotMove;
import dev.engram.collector.keyspace.survey.key.KeyRef;
import dev.engram.collector.keyspace.survey.key.KeyTemplates;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import dev.engram.collector.keyspace.survey.key.TtlClass;
import dev.engram.collector.keyspace.survey.report.Announcer;
import dev.engram.collector.keyspace.survey.report.StatsJson;
import dev.engram.collector.keyspace.survey.report.TextReport;
import dev.engram.collector.keyspace.survey.stats.BigKey;
import dev.engram.collector.keyspace.survey.stats.Changes;
import dev.engram.collector.keyspace.survey.stats.Coverage;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.Share;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.stats.UsedKey;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

class SurveyorTest extends OnEmptyRedis {

    private final SteppingClock clock = new SteppingClock();

    private SurveySettings.Builder settings() throws RedisException {
        return settings(redis.uri());
    }

    private SurveySettings.Builder settings(String uri) throws RedisException {
        return SurveySettings.of(RedisAddress.parse(uri)).share(1).clock(clock);
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    @DisplayName("A survey counts keys and memory by type, namespace and time to live, and names the biggest")
    void counts(Program program) throws RedisException {
        try (RealRedis other = RealRedis.start(program);
                RedisServer connection = other.open()) {
            Keys planted = new Keys(connection);
            planted.run("SET plain 1");
            planted.run("SET aqe/plans:one 1 EX 30");
            planted.run("SET", "aqe/plans:two", "x".repeat(5000), "EX", "600");
            planted.run("HSET aqe/reports:r a 1");
            planted.run("EXPIRE aqe/reports:r 7200");
            planted.run("RPUSH queue:l a b");
            planted.run("EXPIRE queue:l 864000");
            planted.run("SADD queue:s a");
            planted.run("EXPIRE queue:s 8640000");
            planted.run("ZADD queue:z 1 a");
            planted.run("XADD queue:x * f v");

            SurveyStats stats = new Surveyor(settings(other.uri()).build()).survey();

            assertThat(stats.keys()).isEqualTo(8);
            assertThat(stats.types().keySet()).containsExactly("hash", "list", "set", "stream", "string", "zset");
            assertThat(stats.types().get("string"))
                    .satisfies(share -> assertThat(share.keys()).isEqualTo(3));
            assertThat(stats.bytes())
                    .isEqualTo(stats.types().values().stream()
                            .mapToLong(Share::bytes)
                            .sum())
                    .isEqualTo(stats.namespaces().stream()
                            .mapToLong(NamespaceStats::bytes)
                            .sum());
            assertThat(stats.namespaces())
                    .extracting(NamespaceStats::name, NamespaceStats::keys, NamespaceStats::withoutTtl)
                    .containsExactly(
                            tuple("queue", 4L, 2L),
                            tuple("aqe/plans", 2L, 0L),
                            tuple(Namespaces.NONE, 1L, 1L),
                            tuple("aqe/reports", 1L, 0L));
            assertThat(stats.ttl())
                    .isEqualTo(Map.of(
                            TtlClass.NONE, 3L,
                            TtlClass.MINUTE, 1L,
                            TtlClass.HOUR, 1L,
                            TtlClass.DAY, 1L,
                            TtlClass.MONTH, 1L,
                            TtlClass.LONGER, 1L));
            assertThat(stats.biggest().get(0).name()).isEqualTo("aqe/plans:two");
            assertThat(stats.biggest().get(0).bytes()).isBetween(5000L, 8000L);
            assertThat(stats.changes()).isNull();
            assertThat(stats.coverage()).isEqualTo(new Coverage(8, 8, 1, 0, 0));
            assertThat(stats.server().version()).isEqualTo(connection.version());
            assertThat(stats.notes()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "Types that only newer servers have are surveyed by the names that those give them, and fields that expire"
                    + " are no matter")
    void newerTypes() throws RedisException {
        try (RealRedis newer = RealRedis.start(Program.NEWER);
                RedisServer connection = newer.open()) {
            Keys planted = new Keys(connection);
            for (int i = 0; i < 100; i++) {
                planted.run("VADD memory:vectors VALUES 3 " + i + " 1 2 plan-" + i);
            }
            planted.run("HSET memory:hash a 1 b 2");
            planted.run("HEXPIRE memory:hash 1000 FIELDS 1 a");

            SurveyStats stats = new Surveyor(settings(newer.uri()).build()).survey();

            assertThat(stats.types().keySet()).containsExactly("hash", "vectorset");
            assertThat(stats.types().get("vectorset")).satisfies(share -> {
                assertThat(share.keys()).isEqualTo(1);
                assertThat(share.bytes()).isPositive();
            });
            assertThat(stats.biggest())
                    .extracting(BigKey::name, BigKey::type)
                    .containsExactlyInAnyOrder(tuple("memory:vectors", "vectorset"), tuple("memory:hash", "hash"));
            assertThat(stats.ttl()).isEqualTo(Map.of(TtlClass.NONE, 2L));
            assertThat(stats.coverage()).isEqualTo(new Coverage(2, 2, 1, 0, 0));
            assertThat(stats.notes()).isEmpty();
        }
    }

    @Test
    @DisplayName("Looking at a key is no use of it: idle times go on, and counters of accesses stay")
    void leavesNoMark() throws RedisException {
        keys.run("SET a:1 1");
        keys.run("SET a:1:metadata 1");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> keys.run("OBJECT IDLETIME a:1") instanceof Long idle && idle >= 2);
        Surveyor surveyor = new Surveyor(settings().build());
        surveyor.survey();
        surveyor.survey();
        assertThat((Long) keys.run("OBJECT IDLETIME a:1")).isGreaterThanOrEqualTo(2);

        keys.run("CONFIG SET maxmemory-policy allkeys-lfu");
        keys.run("CONFIG SET lfu-log-factor 0");
        try {
            keys.run("SET b:1 1");
            Object before = keys.run("OBJECT FREQ b:1");
            surveyor.survey();
            surveyor.survey();
            assertThat(keys.run("OBJECT FREQ b:1")).isEqualTo(before);
        } finally {
            keys.run("CONFIG SET lfu-log-factor 10");
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
    }

    @Test
    @DisplayName("A survey says what came and went since the one before, and what of it ran out")
    void changes() throws RedisException {
        keys.mortal("a:", 0, 5);
        keys.run("SET b:short 1 PX 200");
        Surveyor surveyor = new Surveyor(settings().build());
        surveyor.survey();
        keys.run("DEL a:0 a:1");
        keys.mortal("a:", 5, 8);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Long.valueOf(0).equals(keys.run("EXISTS b:short")));
        clock.step(Duration.ofSeconds(1));

        SurveyStats stats = surveyor.survey();

        assertThat(stats.changes()).isEqualTo(new Changes(3, 3, 1, 1, 0));
        assertThat(stats.namespace("a")).satisfies(a -> {
            assertThat(a.added()).isEqualTo(3);
            assertThat(a.removed()).isEqualTo(2);
        });
    }

    @Test
    @DisplayName("What a server evicts at its limit is counted")
    void evictions() throws RedisException {
        Surveyor surveyor = new Surveyor(settings().build());
        surveyor.survey();
        keys.run("CONFIG SET maxmemory-policy allkeys-random");
        keys.run("CONFIG SET maxmemory 3mb");
        try {
            keys.strings("a:", 0, 400, 10_000);
        } finally {
            keys.run("CONFIG SET maxmemory 0");
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
        SurveyStats stats = surveyor.survey();
        assertThat(stats.changes()).isNotNull().satisfies(changes -> {
            assertThat(changes.evicted()).isPositive();
            assertThat(changes.added() + changes.evicted()).isEqualTo(400);
        });
    }

    @Test
    @DisplayName("Above the limit of keys a sample is looked at, and figures are right within what sampling allows")
    void sampled() throws RedisException {
        keys.run("DEBUG POPULATE 20000 one 100");
        keys.run("DEBUG POPULATE 5000 two 400");
        SurveyStats whole = new Surveyor(settings().build()).survey();
        Surveyor surveyor = new Surveyor(settings().exactKeys(2_000).build());
        SurveyStats stats = surveyor.survey();

        assertThat(whole.coverage().isSampled()).isFalse();
        assertThat(stats.coverage().oneIn()).isEqualTo(16);
        assertThat(stats.coverage().lookedAt()).isLessThanOrEqualTo(2_000);
        assertThat(stats.keys()).isEqualTo(25_000);
        assertThat(stats.namespaces())
                .extracting(NamespaceStats::name, NamespaceStats::keys)
                .containsExactly(tuple("one", 20_000L), tuple("two", 5_000L));
        assertThat(stats.bytes()).isCloseTo(whole.bytes(), Percentage.withPercentage(15));
        assertThat(stats.notes()).singleElement().asString().contains("one in 16 is looked at");

        keys.run("DEBUG POPULATE 30000 one 100");
        SurveyStats grown = surveyor.survey();
        assertThat(grown.coverage().oneIn()).isEqualTo(32);
        assertThat(grown.changes()).isNotNull().satisfies(changes -> {
            assertThat(changes.added()).isCloseTo(10_000, Percentage.withPercentage(25));
            assertThat(changes.removed()).isZero();
        });
    }

    @Test
    @DisplayName("A pattern that matches few of very many keys has each of them looked at")
    void patternOfFew() throws RedisException {
        keys.run("DEBUG POPULATE 5000 many 10");
        keys.mortal("few:", 0, 50);
        SurveyStats stats =
                new Surveyor(settings().exactKeys(1_000).pattern("few:*").build()).survey();
        assertThat(stats.keys()).isEqualTo(50);
        assertThat(stats.coverage().isSampled()).isFalse();
    }

    @Test
    @DisplayName("Of a cluster all primaries are surveyed, wherever a key and its companion lie")
    void cluster() throws RedisException {
        try (RealCluster cluster = RealCluster.start(Program.EMBEDDED);
                RedisServer connection = cluster.open()) {
            Keys planted = new Keys(connection);
            planted.strings("", 0, 1, 1);
            for (int i = 0; i < 50; i++) {
                set(connection, "a:" + i);
                set(connection, "a:" + i + ":metadata");
            }
            set(connection, "b:gone:metadata");
            Surveyor surveyor = new Surveyor(settings(cluster.uri()).build());
            SurveyStats stats = surveyor.survey();
            assertThat(stats.keys()).isEqualTo(102);
            assertThat(stats.server().primaries()).isEqualTo(3);
            assertThat(stats.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.keys()).containsExactly("b:gone:metadata"));
            assertThat(surveyor.cleanKeys(new CleanRule("a:*", TtlRule.NONE, null)))
                    .hasSize(100);
            assertThat(surveyor.survey().keys()).isEqualTo(2);
        }
    }

    @Test
    @Tag("full")
    @DisplayName("Of a cluster that moves a slot each key is surveyed once, and none counts as gone or orphaned")
    void slotsMove() throws RedisException {
        try (RealCluster cluster = RealCluster.start(Program.EMBEDDED);
                RedisServer connection = cluster.open()) {
            String a = RealCluster.tag(2, 0) + ":";
            for (int i = 0; i < 50; i++) {
                set(connection, a + i);
                set(connection, a + i + ":metadata");
                set(connection, "b:" + i);
            }
            Surveyor surveyor = new Surveyor(settings(cluster.uri()).build());
            assertThat(surveyor.survey().keys()).isEqualTo(150);
            SlotMove move = cluster.begin(RealCluster.slot(a), 2, 0)
                    .keys(a + 0, a + 1 + ":metadata", a + 2, a + 2 + ":metadata");
            SurveyStats halfWay = surveyor.survey();
            move.finish();
            SurveyStats moved = surveyor.survey();
            for (SurveyStats stats : List.of(halfWay, moved)) {
                assertThat(stats.keys()).isEqualTo(150);
                assertThat(stats.coverage().scanned()).isEqualTo(150);
                assertThat(stats.coverage().vanished()).isZero();
                assertThat(stats.types().get("string"))
                        .satisfies(share -> assertThat(share.keys()).isEqualTo(150));
                assertThat(stats.changes())
                        .satisfies(changes ->
                                assertThat(changes.added() + changes.removed()).isZero());
                assertThat(stats.findings())
                        .extracting(Finding::kind)
                        .doesNotContain(FindingKind.ORPHANED_COMPANIONS, FindingKind.RAPID_GROWTH);
            }
        }
    }

    private static void set(RedisServer connection, String key) throws RedisException {
        byte[] name = Requests.word(key);
        connection.requests().key(name).add(Command.SET, name, name).send();
    }

    @Test
    @DisplayName("Who used what is known from spans, brought together with the keys by a template")
    void usageBySpans() throws RedisException {
        keys.mortal("app:", 0, 3);
        Recorded recorded = new Recorded()
                .add("planner", "store", "ignored", "0", 2, clock.instant())
                .add("executor", "retrieve", "ignored", "0", 5, clock.instant())
                .add("executor", "retrieve", "ignored", "1", 1, clock.instant());
        SurveyStats stats = new Surveyor(settings()
                        .accesses(recorded)
                        .templates(new KeyTemplates(List.of("app:{key}")))
                        .build())
                .survey();
        assertThat(stats.usage().source()).isEqualTo(UsageSource.SPANS);
        assertThat(stats.used())
                .extracting(UsedKey::name, UsedKey::amount, UsedKey::who)
                .containsExactly(
                        tuple("app:0", 7L, "executor 5 reads; planner 2 writes"),
                        tuple("app:1", 1L, "executor 1 read"));
        assertThat(stats.usage().namespace("app").reads()).isEqualTo(6);
        assertThat(stats.usage().namespace("app").writer()).isEqualTo("planner");
    }

    @Test
    @DisplayName("Each namespace has the template that fits its keys, and is unknown where spans tell nothing of it")
    void usageByNamespace() throws RedisException {
        keys.mortal("app:", 0, 3);
        keys.mortal("aqe/reports:", 0, 2);
        keys.mortal("sessions:", 0, 4);
        Recorded recorded = new Recorded()
                .add("planner", "store", "ignored", "0", 2, clock.instant())
                .add("executor", "retrieve", "aqe/reports", "1", 5, clock.instant())
                .add("executor", "search", "aqe/reports", "", 1, clock.instant());
        Surveyor surveyor = new Surveyor(settings()
                .accesses(recorded)
                .templates(new KeyTemplates(List.of("app:{key}", "{namespace}:{key}")))
                .build());
        SurveyStats stats = surveyor.survey();
        assertThat(stats.used())
                .extracting(UsedKey::name, UsedKey::amount)
                .containsExactly(tuple("aqe/reports:1", 5L), tuple("app:0", 2L));
        assertThat(stats.usage().namespace("app").writes()).isEqualTo(2);
        assertThat(stats.usage().namespace("app").searches()).isZero();
        assertThat(stats.usage().namespace("aqe/reports").searches()).isEqualTo(1);
        assertThat(stats.usage().knows("sessions")).isFalse();
        assertThat(stats.usage().source("sessions")).isEqualTo(UsageSource.IDLE);
        String report = TextReport.render(surveyor.report().orElseThrow());
        assertThat(report)
                .containsPattern("sessions +4 .* unknown +unknown +unknown +unknown")
                .contains("Spans tell nothing about sessions: who uses these keys is unknown.");
        assertThat(StatsJson.of(stats).at("/namespaces").toString())
                .contains("\"namespace\":\"sessions\"")
                .contains("\"reads\":null");
    }

    @Test
    @DisplayName("Keys without a memory operation are counted by their Redis commands, which prove no key unused")
    void usageByCommands() throws RedisException {
        keys.mortal("aqe/reports:", 0, 2);
        keys.mortal("sessions:", 0, 3);
        Instant longAgo = clock.instant().minus(Duration.ofHours(1));
        Recorded recorded = new Recorded()
                .add("planner", "store", "aqe/reports", "0", 1, longAgo)
                .command("planner", "store", "aqe/reports:0", 1, longAgo)
                .command("executor", "retrieve", "sessions:0", 3, longAgo)
                .command("executor", "store", "sessions:1", 1, longAgo)
                .command("executor", "store", "sessions:gone", 9, longAgo)
                .command("executor", "store", "value", 9, longAgo);
        Surveyor surveyor = new Surveyor(settings().accesses(recorded).build());
        SurveyStats stats = surveyor.survey();
        assertThat(stats.used())
                .extracting(UsedKey::name, UsedKey::amount, UsedKey::who)
                .containsExactly(
                        tuple("sessions:0", 3L, "executor 3 reads"),
                        tuple("aqe/reports:0", 1L, "planner 1 write"),
                        tuple("sessions:1", 1L, "executor 1 write"));
        assertThat(stats.usage().usedIn("sessions").reads()).isEqualTo(3);
        assertThat(stats.usage().usedIn("sessions").writes()).isEqualTo(1);
        assertThat(stats.usage().usedIn("aqe/reports").writes()).isEqualTo(1);
        assertThat(TextReport.render(surveyor.report().orElseThrow()))
                .containsPattern("sessions +3 .* 3 +1 +0 +0")
                .doesNotContain("unknown");
        assertThat(surveyor.unusedKeys()).extracting(KeyRef::toString).containsExactly("aqe/reports:0");
    }

    @Test
    @DisplayName(
            "Unused keys are those that spans say were written once and never read; without spans there is an error")
    void unusedKeys() throws RedisException {
        keys.mortal("aqe/reports:", 0, 3);
        keys.mortal("sessions:", 0, 3);
        Instant longAgo = clock.instant().minus(Duration.ofHours(1));
        Recorded recorded = new Recorded()
                .add("planner", "store", "aqe/reports", "0", 1, longAgo)
                .add("planner", "store", "aqe/reports", "1", 1, longAgo)
                .add("executor", "retrieve", "aqe/reports", "1", 1, longAgo)
                .add("planner", "store", "aqe/reports", "2", 1, clock.instant());
        Surveyor surveyor = new Surveyor(settings().accesses(recorded).build());
        assertThat(surveyor.unusedKeys()).extracting(KeyRef::toString).containsExactly("aqe/reports:0");
        recorded.disappear();
        assertThatThrownBy(surveyor::unusedKeys)
                .isInstanceOf(RedisException.class)
                .hasMessage("It is not known which keys nobody reads: no collector answers.");
    }

    @Test
    @DisplayName("Where no span tells of these keys, the server's own clock does, and the report says why")
    void usageByIdleTime() throws RedisException {
        keys.mortal("a:", 0, 1);
        Recorded recorded = new Recorded().add("x", "store", "elsewhere", "1", 1, clock.instant());
        Surveyor surveyor = new Surveyor(settings().accesses(recorded).build());
        assertThat(surveyor.survey().usage().source()).isEqualTo(UsageSource.IDLE);
        assertThat(surveyor.survey().usage().why())
                .isEqualTo(
                        "the collector's spans tell of none of these namespaces, going by keys like {namespace}:{key}");
        recorded.disappear();
        assertThat(surveyor.survey().usage().why()).isEqualTo("no collector answers");
        assertThat(new Surveyor(settings().build()).survey().usage().why()).isEqualTo("no collector was asked");
    }

    @Test
    @DisplayName("A user who may not ask for sizes, use and INFO gets what is left, and is told what is missing")
    void fewRights() throws RedisException {
        keys.mortal("a:", 0, 3);
        keys.run("ACL SETUSER few on >secret ~* -@all +scan +type +pttl +dbsize");
        SurveyStats stats = new Surveyor(settings(redis.uri().replace("redis://", "redis://few:secret@"))
                        .build())
                .survey();
        assertThat(stats.keys()).isEqualTo(3);
        assertThat(stats.sizesKnown()).isFalse();
        assertThat(stats.usage().source()).isEqualTo(UsageSource.PRESENCE);
        assertThat(stats.usage().why()).endsWith("the server does not let OBJECT be asked");
        assertThat(stats.notes())
                .containsExactly(
                        "The server does not let MEMORY USAGE be asked: sizes are unknown.",
                        "The server does not let INFO be asked: its memory and what it expired and evicted are unknown.");
    }

    @Test
    @DisplayName("A user who may not scan is told so in a sentence, without the password")
    void noScan() throws RedisException {
        keys.run("ACL SETUSER blind on >secret ~* +@all -scan");
        Surveyor surveyor = new Surveyor(settings(redis.uri().replace("redis://", "redis://blind:secret@"))
                .build());
        assertThatThrownBy(surveyor::survey)
                .isInstanceOf(RedisException.class)
                .hasMessageStartingWith("127.0.0.1:" + redis.port() + " refuses SCAN to this user")
                .hasMessageNotContaining("secret");
        assertThat(surveyor.report()).isEmpty();
    }

    @Test
    @DisplayName("A replica, which only reads, is surveyed like any server")
    void replica() throws RedisException {
        keys.mortal("a:", 0, 3);
        try (RealRedis replica = RealRedis.start(Program.EMBEDDED);
                RedisServer own = replica.open()) {
            new Keys(own).run("REPLICAOF 127.0.0.1 " + redis.port());
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> own.keyCount() == 3);
            Surveyor surveyor = new Surveyor(settings(replica.uri()).build());
            assertThat(surveyor.survey().keys()).isEqualTo(3);
            assertThatThrownBy(() -> surveyor.cleanKeys(new CleanRule("*", TtlRule.ANY, null)))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("is a replica, which only reads");
        }
    }

    @Test
    @DisplayName("Keys that vanish while they are looked at are left out, and harm nothing")
    void vanishing() throws Exception {
        AtomicInteger round = new AtomicInteger();
        Thread churn = new Thread(() -> {
            try (RedisServer own = redis.open()) {
                Keys hand = new Keys(own);
                while (!Thread.currentThread().isInterrupted()) {
                    hand.mortal("gone:", 0, 200);
                    for (int i = 0; i < 200; i++) {
                        hand.run("DEL gone:" + i);
                    }
                    round.incrementAndGet();
                }
            } catch (RedisException e) {
                throw new IllegalStateException(e);
            }
        });
        keys.mortal("stays:", 0, 300);
        churn.start();
        try {
            Surveyor surveyor = new Surveyor(settings().build());
            for (int i = 0; i < 20; i++) {
                SurveyStats stats = surveyor.survey();
                assertThat(stats.namespace("stays"))
                        .satisfies(stays -> assertThat(stays.keys()).isEqualTo(300));
                assertThat(stats.keys()).isBetween(300L, 500L);
            }
        } finally {
            churn.interrupt();
            churn.join();
        }
        assertThat(round.get()).isPositive();
    }

    @Test
    @DisplayName(
            "A running surveyor says once that its server is gone and once that it is back, and nothing of keys that stayed")
    void serverGoesAway() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        List<SurveyStats> surveys = new CopyOnWriteArrayList<>();
        List<String> news = new CopyOnWriteArrayList<>();
        List<String> trouble = new CopyOnWriteArrayList<>();
        RealRedis mortal = RealRedis.start(Program.EMBEDDED, "--appendonly", "yes");
        try (Surveyor surveyor = new Surveyor(
                settings(mortal.uri()).interval(Duration.ofMillis(100)).build())) {
            try (RedisServer own = mortal.open()) {
                new Keys(own).mortal("stays:", 0, 3);
            }
            surveyor.addListener(new Announcer(news::add, trouble::add));
            surveyor.addListener(new SurveyListener() {
                @Override
                public void onMemoryTrace(SurveyStats stats) {
                    surveys.add(stats);
                }

                @Override
                public void onMemoryTraceFailed(RedisException failure) {
                    failures.add(failure.getMessage());
                }
            });
            surveyor.start();
            surveyor.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> surveys.size() >= 2);
            mortal.kill();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() >= 3);
            assertThat(failures.get(failures.size() - 1)).startsWith("No Redis answers at 127.0.0.1:" + mortal.port());
            assertThat(surveyor.report().orElseThrow().failed()).isPositive();
            List<String> before = List.copyOf(news);
            int made = surveys.size();
            mortal.restart();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> surveys.size() >= made + 2);
            assertThat(surveys.get(made).changes())
                    .satisfies(changes -> assertThat(changes.added()).isZero())
                    .satisfies(changes -> assertThat(changes.removed()).isZero());
            assertThat(surveys.get(made).keys()).isEqualTo(3);
            // What is found of keys that stay depends on how many surveys there were before.
            assertThat(news)
                    .filteredOn(line -> !line.contains("Persistent keys") && !before.contains(line))
                    .isEmpty();
            assertThat(trouble)
                    .doesNotHaveDuplicates()
                    .endsWith("Surveys of the keyspace work again.")
                    .filteredOn(line -> line.contains("No Redis answers") || line.contains("broke"))
                    .hasSize(1);

            mortal.kill();
            surveyor.stop();
            int stopped = failures.size();
            surveyor.stop();
            surveyor.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() > stopped);
        } finally {
            mortal.close();
        }
    }

    @Test
    @DisplayName("The history is bounded, and the report tells its window")
    void history() throws RedisException {
        Surveyor surveyor = new Surveyor(settings().history(3).build());
        for (int i = 0; i < 5; i++) {
            keys.mortal("a:", 0, i + 1);
            surveyor.survey();
            clock.step(Duration.ofSeconds(10));
        }
        Report report = surveyor.report().orElseThrow();
        assertThat(report.surveys()).isEqualTo(5);
        assertThat(report.window()).isEqualTo(3);
        assertThat(report.keysAtStart()).isEqualTo(3);
        assertThat(report.now().keys()).isEqualTo(5);
        assertThat(report.peakKeys()).isEqualTo(5);
        assertThat(report.span()).isEqualTo(Duration.ofSeconds(20));
        assertThat(report.since()).isEqualTo(Instant.parse("2026-11-21T12:00:20Z"));
    }

    /** As an agent of an application may be: it is told of surveys, and knows nothing of listeners. */
    public static final class ReflectorAgent {
        private final List<Object> seen = new ArrayList<>();

        public void onMemoryTrace(Object stats) {
            seen.add(stats);
        }
    }

    @Test
    @DisplayName("Agents are told by their method onMemoryTrace; one that throws or has no such method harms nothing")
    void listeners() throws RedisException {
        Surveyor surveyor = new Surveyor(settings().build());
        ReflectorAgent agent = new ReflectorAgent();
        List<SurveyStats> last = new ArrayList<>();
        surveyor.addListener(stats -> {
            throw new IllegalStateException("no time");
        });
        surveyor.addListener(stats -> {
            throw new NoSuchMethodError("onMemoryTrace");
        });
        assertThat(surveyor.attach(new Object())).isFalse();
        assertThat(surveyor.attach(agent)).isTrue();
        surveyor.addListener(last::add);
        SurveyStats first = surveyor.survey();
        SurveyStats second = surveyor.survey();
        assertThat(agent.seen).containsExactly(first, second);
        assertThat(last).containsExactly(first, second);
    }
}
