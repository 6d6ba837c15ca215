package dev.engram.collector.redis.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.collector.redis.RealCluster;
import dev.engram.collector.redis.RealRedis;
import dev.engram.collector.redis.RealRedis.Program;
import dev.engram.collector.redis.RedisAddress;
import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.RedisServer;
import dev.engram.collector.redis.Requests;
import dev.engram.collector.redis.SlotMove;
import dev.engram.collector.redis.clean.CleanRule;
import dev.engram.collector.redis.clean.TtlRule;
import dev.engram.collector.redis.trace.finding.Finding;
import dev.engram.collector.redis.trace.finding.FindingKind;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

class MemoryTracerTest extends OnEmptyRedis {

    private final SteppingClock clock = new SteppingClock();

    private TracerSettings.Builder settings() throws RedisException {
        return settings(redis.uri());
    }

    private TracerSettings.Builder settings(String uri) throws RedisException {
        return TracerSettings.of(RedisAddress.parse(uri)).share(1).clock(clock);
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    @DisplayName("A trace counts keys and memory by type, namespace and time to live, and names the biggest")
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

            TraceStats stats = new MemoryTracer(settings(other.uri()).build()).traceMemory();

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
            "Types that only newer servers have are traced by the names that those give them, and fields that expire"
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

            TraceStats stats = new MemoryTracer(settings(newer.uri()).build()).traceMemory();

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
        MemoryTracer tracer = new MemoryTracer(settings().build());
        tracer.traceMemory();
        tracer.traceMemory();
        assertThat((Long) keys.run("OBJECT IDLETIME a:1")).isGreaterThanOrEqualTo(2);

        keys.run("CONFIG SET maxmemory-policy allkeys-lfu");
        keys.run("CONFIG SET lfu-log-factor 0");
        try {
            keys.run("SET b:1 1");
            Object before = keys.run("OBJECT FREQ b:1");
            tracer.traceMemory();
            tracer.traceMemory();
            assertThat(keys.run("OBJECT FREQ b:1")).isEqualTo(before);
        } finally {
            keys.run("CONFIG SET lfu-log-factor 10");
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
    }

    @Test
    @DisplayName("A trace says what came and went since the one before, and what of it ran out")
    void changes() throws RedisException {
        keys.mortal("a:", 0, 5);
        keys.run("SET b:short 1 PX 200");
        MemoryTracer tracer = new MemoryTracer(settings().build());
        tracer.traceMemory();
        keys.run("DEL a:0 a:1");
        keys.mortal("a:", 5, 8);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Long.valueOf(0).equals(keys.run("EXISTS b:short")));
        clock.step(Duration.ofSeconds(1));

        TraceStats stats = tracer.traceMemory();

        assertThat(stats.changes()).isEqualTo(new Changes(3, 3, 1, 1, 0));
        assertThat(stats.namespace("a")).satisfies(a -> {
            assertThat(a.added()).isEqualTo(3);
            assertThat(a.removed()).isEqualTo(2);
        });
    }

    @Test
    @DisplayName("What a server evicts at its limit is counted")
    void evictions() throws RedisException {
        MemoryTracer tracer = new MemoryTracer(settings().build());
        tracer.traceMemory();
        keys.run("CONFIG SET maxmemory-policy allkeys-random");
        keys.run("CONFIG SET maxmemory 3mb");
        try {
            keys.strings("a:", 0, 400, 10_000);
        } finally {
            keys.run("CONFIG SET maxmemory 0");
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
        TraceStats stats = tracer.traceMemory();
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
        TraceStats whole = new MemoryTracer(settings().build()).traceMemory();
        MemoryTracer tracer = new MemoryTracer(settings().exactKeys(2_000).build());
        TraceStats stats = tracer.traceMemory();

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
        TraceStats grown = tracer.traceMemory();
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
        TraceStats stats =
                new MemoryTracer(settings().exactKeys(1_000).pattern("few:*").build()).traceMemory();
        assertThat(stats.keys()).isEqualTo(50);
        assertThat(stats.coverage().isSampled()).isFalse();
    }

    @Test
    @DisplayName("Of a cluster all primaries are traced, wherever a key and its companion lie")
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
            MemoryTracer tracer = new MemoryTracer(settings(cluster.uri()).build());
            TraceStats stats = tracer.traceMemory();
            assertThat(stats.keys()).isEqualTo(102);
            assertThat(stats.server().primaries()).isEqualTo(3);
            assertThat(stats.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.keys()).containsExactly("b:gone:metadata"));
            assertThat(tracer.cleanKeys(new CleanRule("a:*", TtlRule.NONE, null)))
                    .hasSize(100);
            assertThat(tracer.traceMemory().keys()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("Of a cluster that moves a slot each key is traced once, and none counts as gone or orphaned")
    void slotsMove() throws RedisException {
        try (RealCluster cluster = RealCluster.start(Program.EMBEDDED);
                RedisServer connection = cluster.open()) {
            String a = RealCluster.tag(2, 0) + ":";
            for (int i = 0; i < 50; i++) {
                set(connection, a + i);
                set(connection, a + i + ":metadata");
                set(connection, "b:" + i);
            }
            MemoryTracer tracer = new MemoryTracer(settings(cluster.uri()).build());
            assertThat(tracer.traceMemory().keys()).isEqualTo(150);
            SlotMove move = cluster.begin(RealCluster.slot(a), 2, 0)
                    .keys(a + 0, a + 1 + ":metadata", a + 2, a + 2 + ":metadata");
            TraceStats halfWay = tracer.traceMemory();
            move.finish();
            TraceStats moved = tracer.traceMemory();
            for (TraceStats stats : List.of(halfWay, moved)) {
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
        TraceStats stats = new MemoryTracer(settings()
                        .accesses(recorded)
                        .template(new KeyTemplate("app:{key}"))
                        .build())
                .traceMemory();
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
    @DisplayName("Where no span tells of these keys, the server's own clock does, and the report says why")
    void usageByIdleTime() throws RedisException {
        keys.mortal("a:", 0, 1);
        Recorded recorded = new Recorded().add("x", "store", "elsewhere", "1", 1, clock.instant());
        MemoryTracer tracer = new MemoryTracer(settings().accesses(recorded).build());
        assertThat(tracer.traceMemory().usage().source()).isEqualTo(UsageSource.IDLE);
        assertThat(tracer.traceMemory().usage().why())
                .isEqualTo(
                        "the collector's spans tell of none of these namespaces, going by keys like {namespace}:{key}");
        recorded.disappear();
        assertThat(tracer.traceMemory().usage().why()).isEqualTo("no collector answers");
        assertThat(new MemoryTracer(settings().build()).traceMemory().usage().why())
                .isEqualTo("no collector was asked");
    }

    @Test
    @DisplayName("A user who may not ask for sizes, use and INFO gets what is left, and is told what is missing")
    void fewRights() throws RedisException {
        keys.mortal("a:", 0, 3);
        keys.run("ACL SETUSER few on >secret ~* -@all +scan +type +pttl +dbsize");
        TraceStats stats = new MemoryTracer(settings(redis.uri().replace("redis://", "redis://few:secret@"))
                        .build())
                .traceMemory();
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
        MemoryTracer tracer = new MemoryTracer(settings(redis.uri().replace("redis://", "redis://blind:secret@"))
                .build());
        assertThatThrownBy(tracer::traceMemory)
                .isInstanceOf(RedisException.class)
                .hasMessageStartingWith("127.0.0.1:" + redis.port() + " refuses SCAN to this user")
                .hasMessageNotContaining("secret");
        assertThat(tracer.report()).isEmpty();
    }

    @Test
    @DisplayName("A replica, which only reads, is traced like any server")
    void replica() throws RedisException {
        keys.mortal("a:", 0, 3);
        try (RealRedis replica = RealRedis.start(Program.EMBEDDED);
                RedisServer own = replica.open()) {
            new Keys(own).run("REPLICAOF 127.0.0.1 " + redis.port());
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> own.keyCount() == 3);
            MemoryTracer tracer = new MemoryTracer(settings(replica.uri()).build());
            assertThat(tracer.traceMemory().keys()).isEqualTo(3);
            assertThatThrownBy(() -> tracer.cleanKeys(new CleanRule("*", TtlRule.ANY, null)))
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
            MemoryTracer tracer = new MemoryTracer(settings().build());
            for (int i = 0; i < 20; i++) {
                TraceStats stats = tracer.traceMemory();
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
            "A running tracer says once that its server is gone, goes on, and says nothing new of keys that stayed")
    void serverGoesAway() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        List<TraceStats> traces = new CopyOnWriteArrayList<>();
        RealRedis mortal = RealRedis.start(Program.EMBEDDED);
        try (MemoryTracer tracer = new MemoryTracer(
                settings(mortal.uri()).interval(Duration.ofMillis(100)).build())) {
            tracer.addListener(new MemoryTraceListener() {
                @Override
                public void onMemoryTrace(TraceStats stats) {
                    traces.add(stats);
                }

                @Override
                public void onMemoryTraceFailed(RedisException failure) {
                    failures.add(failure.getMessage());
                }
            });
            tracer.start();
            tracer.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> traces.size() >= 2);
            mortal.kill();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() >= 3);
            assertThat(failures.get(failures.size() - 1)).startsWith("No Redis answers at 127.0.0.1:" + mortal.port());
            assertThat(tracer.report().orElseThrow().failed()).isPositive();
            tracer.stop();
            int stopped = failures.size();
            tracer.stop();
            tracer.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failures.size() > stopped);
        } finally {
            mortal.close();
        }
    }

    @Test
    @DisplayName("The history is bounded, and the report tells its window")
    void history() throws RedisException {
        MemoryTracer tracer = new MemoryTracer(settings().history(3).build());
        for (int i = 0; i < 5; i++) {
            keys.mortal("a:", 0, i + 1);
            tracer.traceMemory();
            clock.step(Duration.ofSeconds(10));
        }
        Report report = tracer.report().orElseThrow();
        assertThat(report.traces()).isEqualTo(5);
        assertThat(report.window()).isEqualTo(3);
        assertThat(report.keysAtStart()).isEqualTo(3);
        assertThat(report.now().keys()).isEqualTo(5);
        assertThat(report.peakKeys()).isEqualTo(5);
        assertThat(report.span()).isEqualTo(Duration.ofSeconds(20));
        assertThat(report.since()).isEqualTo(Instant.parse("2026-11-21T12:00:20Z"));
    }

    /** As an agent of an application may be: it is told of traces, and knows nothing of listeners. */
    public static final class ReflectorAgent {
        private final List<Object> seen = new ArrayList<>();

        public void onMemoryTrace(Object stats) {
            seen.add(stats);
        }
    }

    @Test
    @DisplayName("Agents are told by their method onMemoryTrace; one that throws or has no such method harms nothing")
    void listeners() throws RedisException {
        MemoryTracer tracer = new MemoryTracer(settings().build());
        ReflectorAgent agent = new ReflectorAgent();
        List<TraceStats> last = new ArrayList<>();
        tracer.addListener(stats -> {
            throw new IllegalStateException("no time");
        });
        tracer.addListener(stats -> {
            throw new NoSuchMethodError("onMemoryTrace");
        });
        assertThat(tracer.attach(new Object())).isFalse();
        assertThat(tracer.attach(agent)).isTrue();
        tracer.addListener(last::add);
        TraceStats first = tracer.traceMemory();
        TraceStats second = tracer.traceMemory();
        assertThat(agent.seen).containsExactly(first, second);
        assertThat(last).containsExactly(first, second);
    }
}
