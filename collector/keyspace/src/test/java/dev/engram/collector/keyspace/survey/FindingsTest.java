package dev.engram.collector.keyspace.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.finding.FindingRules;
import dev.engram.collector.keyspace.survey.finding.Limit;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.Severity;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Patterns are planted in a real keyspace: exactly these are found, and no others. */
class FindingsTest extends OnEmptyRedis {

    private final SteppingClock clock = new SteppingClock();
    private final Recorded recorded = new Recorded();

    private SurveySettings.Builder settings() throws RedisException {
        return SurveySettings.of(RedisAddress.parse(redis.uri())).share(1).clock(clock);
    }

    private List<Finding> survey(Surveyor surveyor) throws RedisException {
        SurveyStats stats = surveyor.survey();
        clock.step(Duration.ofSeconds(10));
        return stats.findings();
    }

    private static Map<FindingKind, String> kinds(List<Finding> findings) {
        return findings.stream()
                .collect(Collectors.toMap(
                        Finding::kind, finding -> String.valueOf(finding.namespace()), (one, two) -> one + "+" + two));
    }

    @Test
    @DisplayName("In a quiet keyspace of mortal keys nothing is found, but that they stay")
    void quiet() throws RedisException {
        keys.mortal("plans:", 0, 20);
        Surveyor surveyor = new Surveyor(settings().build());
        assertThat(survey(surveyor)).isEmpty();
        assertThat(survey(surveyor)).isEmpty();
        assertThat(survey(surveyor)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.PERSISTENT);
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.namespace()).isEqualTo("plans");
            assertThat(finding.numbers()).containsEntry("keys", 20L).containsEntry("without_ttl", 0L);
        });
    }

    @Test
    @DisplayName(
            "A namespace that grows by half and ten keys at once is found, with the agent that wrote most of it lately")
    void rapidGrowth() throws RedisException {
        keys.mortal("plans:", 0, 20);
        keys.mortal("log:", 0, 20);
        recorded.add("qe-planner", "store", "plans", "0", 50, clock.instant());
        Surveyor surveyor = new Surveyor(settings().accesses(recorded).build());
        assertThat(survey(surveyor)).isEmpty();
        keys.mortal("log:", 20, 29);
        assertThat(survey(surveyor)).as("nine more are too few").isEmpty();
        keys.mortal("log:", 29, 60);
        recorded.add("reflector", "store", "log", "30", 31, clock.instant());
        List<Finding> findings = survey(surveyor);
        assertThat(kinds(findings))
                .containsOnly(Map.entry(FindingKind.RAPID_GROWTH, "log"), Map.entry(FindingKind.PERSISTENT, "null"));
        Finding growth = findings.get(0);
        assertThat(growth.severity()).isEqualTo(Severity.WARNING);
        assertThat(growth.numbers()).containsEntry("keys_before", 29L).containsEntry("keys", 60L);
        assertThat(growth.agent()).isEqualTo("reflector");
        assertThat(growth.says())
                .startsWith("log grew from 29 keys to 60 keys")
                .endsWith("since the survey before (10 s).");
    }

    @Test
    @DisplayName("Growth that is slow from survey to survey is found over the window")
    void slowGrowth() throws RedisException {
        keys.mortal("log:", 0, 40);
        Surveyor surveyor = new Surveyor(settings().build());
        survey(surveyor);
        for (int count = 40; count < 60; count += 10) {
            keys.mortal("log:", count, count + 10);
            List<Finding> findings = survey(surveyor);
            assertThat(kinds(findings).containsKey(FindingKind.RAPID_GROWTH)).isEqualTo(count == 50);
        }
        assertThat(surveyor.report().orElseThrow().now().findings().get(0).says())
                .startsWith("log grew from 40 keys to 60 keys")
                .contains("over 3 surveys (20 s)");
    }

    @Test
    @DisplayName("As many keys that become bigger by a fifth and a megabyte are growth too")
    void biggerValues() throws RedisException {
        keys.strings("plans:", 0, 200, 10_000);
        Surveyor surveyor = new Surveyor(settings().build());
        survey(surveyor);
        keys.strings("plans:", 0, 200, 9_000);
        assertThat(kinds(survey(surveyor))).doesNotContainKey(FindingKind.RAPID_GROWTH);
        keys.strings("plans:", 0, 200, 16_000);
        Finding growth = survey(surveyor).get(0);
        assertThat(growth.kind()).isEqualTo(FindingKind.RAPID_GROWTH);
        assertThat(growth.numbers()).containsEntry("keys_before", 200L).containsEntry("keys", 200L);
        assertThat(growth.advice()).contains("bigger values");
    }

    @Test
    @DisplayName("Keys without TTL that only become more are found, mortal ones and those that come and go are not")
    void growthWithoutTtl() throws RedisException {
        Surveyor surveyor = new Surveyor(settings().build());
        keys.strings("forever:", 0, 100, 5);
        keys.strings("comes:", 0, 100, 5);
        keys.mortal("mortal:", 0, 100);
        survey(surveyor);
        keys.strings("forever:", 100, 105, 5);
        keys.run("DEL comes:1");
        keys.mortal("mortal:", 100, 105);
        survey(surveyor);
        keys.strings("forever:", 105, 110, 5);
        keys.strings("comes:", 100, 120, 5);
        keys.mortal("mortal:", 105, 120);
        List<Finding> findings = survey(surveyor);
        assertThat(kinds(findings))
                .containsOnly(
                        Map.entry(FindingKind.GROWTH_WITHOUT_TTL, "forever"),
                        Map.entry(FindingKind.PERSISTENT, "null"));
        assertThat(findings.get(0).numbers()).containsEntry("keys_before", 100L).containsEntry("keys", 110L);
    }

    @Test
    @DisplayName("A namespace is near its limit from four fifths on, in keys and in bytes")
    void limits() throws RedisException {
        keys.mortal("near:", 0, 80);
        keys.mortal("far:", 0, 79);
        keys.run("SET", "heavy:1", "x".repeat(8_000), "EX", "1000");
        Surveyor surveyor = new Surveyor(settings()
                .rules(FindingRules.defaults(
                        FindingRules.COMPANION,
                        Map.of(
                                "near", new Limit(100, 0),
                                "far", new Limit(100, 1 << 20),
                                "heavy", new Limit(0, 10_000),
                                "absent", new Limit(1, 0))))
                .build());
        List<Finding> findings = survey(surveyor);
        assertThat(findings).extracting(Finding::kind).containsOnly(FindingKind.NEAR_LIMIT);
        assertThat(findings).extracting(Finding::namespace).containsExactlyInAnyOrder("near", "heavy");
        assertThat(findings).extracting(Finding::says).contains("near has 80 keys, 80 % of its limit of 100 keys.");
    }

    @Test
    @DisplayName("A server near its maxmemory is found, and what will happen then is said")
    void serverLimit() throws RedisException {
        keys.run("CONFIG SET maxmemory-policy allkeys-lru");
        Object info = keys.run("INFO memory");
        long used = Long.parseLong(
                new String((byte[]) info, StandardCharsets.UTF_8).replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
        keys.run("CONFIG", "SET", "maxmemory", Long.toString(used + used / 10));
        try {
            assertThat(survey(new Surveyor(settings().build()))).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(FindingKind.NEAR_LIMIT);
                assertThat(finding.namespace()).isNull();
                assertThat(finding.says()).startsWith("The server uses ").contains(" of its maxmemory of ");
                assertThat(finding.advice()).contains("evicts").contains("allkeys-lru");
            });
        } finally {
            keys.run("CONFIG SET maxmemory 0");
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
    }

    @Test
    @DisplayName("Values over 10 KB are noted, over 1 MB a warning, with the agent that wrote the biggest")
    void bigValues() throws RedisException {
        keys.mortal("small:", 0, 5);
        keys.run("SET", "docs:page", "x".repeat(20_000), "EX", "1000");
        keys.run("SET", "docs:book", "x".repeat(2_000_000), "EX", "1000");
        keys.run("SET", "notes:long", "x".repeat(11_000), "EX", "1000");
        recorded.add("librarian", "store", "docs", "book", 1, clock.instant())
                .add("scribe", "store", "docs", "page", 9, clock.instant());
        List<Finding> findings =
                survey(new Surveyor(settings().accesses(recorded).build()));
        assertThat(findings).extracting(Finding::kind).containsOnly(FindingKind.BIG_VALUES);
        assertThat(findings).hasSize(2);
        Finding docs = findings.get(0);
        assertThat(docs.namespace()).isEqualTo("docs");
        assertThat(docs.severity()).isEqualTo(Severity.WARNING);
        assertThat(docs.numbers()).containsEntry("values", 2L).containsEntry("huge", 1L);
        assertThat(docs.keys()).containsExactly("docs:book", "docs:page");
        assertThat(docs.agent()).isEqualTo("librarian");
        assertThat(findings.get(1).namespace()).isEqualTo("notes");
        assertThat(findings.get(1).severity()).isEqualTo(Severity.INFO);
        assertThat(findings.get(1).agent()).isNull();
    }

    @Test
    @DisplayName("A companion is orphaned when its owner is gone, not when the pattern merely leaves the owner out")
    void orphans() throws RedisException {
        keys.run("SET amaos:kept value EX 1000");
        keys.run("HSET amaos:kept:metadata size 5");
        keys.run("EXPIRE amaos:kept:metadata 1000");
        keys.run("SET amaos:gone:metadata {} EX 1000");
        keys.run("SET :metadata alone EX 1000");
        for (String pattern : new String[] {"*", "*:metadata"}) {
            List<Finding> findings =
                    survey(new Surveyor(settings().pattern(pattern).build()));
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(FindingKind.ORPHANED_COMPANIONS);
                assertThat(finding.namespace()).isEqualTo("amaos");
                assertThat(finding.keys()).containsExactly("amaos:gone:metadata");
                assertThat(finding.numbers()).containsEntry("keys", 1L);
            });
        }
    }

    @Test
    @DisplayName("By spans a key is hot that takes a hundred accesses and a fifth of all, and who does it is said")
    void hotKeys() throws RedisException {
        keys.mortal("plans:", 0, 10);
        recorded.add("poller", "retrieve", "plans", "1", 300, clock.instant())
                .add("planner", "store", "plans", "1", 2, clock.instant());
        for (int i = 2; i < 10; i++) {
            recorded.add("planner", "retrieve", "plans", Integer.toString(i), 99, clock.instant());
        }
        assertThat(survey(new Surveyor(settings().accesses(recorded).build())))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(FindingKind.HOT_KEY);
                    assertThat(finding.keys()).containsExactly("plans:1");
                    assertThat(finding.agent()).isEqualTo("poller");
                    assertThat(finding.says()).startsWith("plans:1 took 302 accesses, 28 % of all");
                });
    }

    @Test
    @DisplayName("Without spans, a server that counts accesses tells hot keys by its counter")
    void hotByFrequency() throws RedisException {
        keys.run("CONFIG SET maxmemory-policy allkeys-lfu");
        keys.run("CONFIG SET lfu-log-factor 0");
        try {
            keys.mortal("plans:", 0, 10);
            for (int i = 0; i < 150; i++) {
                keys.run("GET plans:3");
            }
            Surveyor surveyor = new Surveyor(settings().build());
            assertThat(survey(surveyor)).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(FindingKind.HOT_KEY);
                assertThat(finding.keys()).containsExactly("plans:3");
                assertThat(finding.agent()).isNull();
            });
            assertThat(surveyor.report().orElseThrow().now().usage().source()).isEqualTo(UsageSource.FREQUENCY);
        } finally {
            keys.run("CONFIG SET lfu-log-factor 10");
            keys.run("CONFIG SET maxmemory-policy noeviction");
        }
    }

    @Test
    @DisplayName(
            "By spans a key is single-access that was written once, never read, is not young, and where nobody searches")
    void singleAccessBySpans() throws RedisException {
        keys.mortal("plans:", 0, 4);
        keys.mortal("found:", 0, 2);
        recorded.add("planner", "store", "plans", "0", 1, clock.instant())
                .add("planner", "store", "plans", "1", 1, clock.instant())
                .add("executor", "retrieve", "plans", "1", 1, clock.instant())
                .add("planner", "store", "plans", "2", 2, clock.instant())
                .add("planner", "store", "found", "0", 1, clock.instant())
                .add("analyzer", "search", "found", "", 1, clock.instant())
                .add("planner", "store", "plans", "gone", 1, clock.instant());
        clock.step(Duration.ofSeconds(59));
        Surveyor surveyor = new Surveyor(settings().accesses(recorded).build());
        assertThat(survey(surveyor)).as("a young key").isEmpty();
        recorded.add("planner", "store", "plans", "3", 1, clock.instant());
        assertThat(survey(surveyor)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.SINGLE_ACCESS);
            assertThat(finding.keys()).containsExactly("plans:0");
            assertThat(finding.agent()).isEqualTo("planner");
        });
    }

    @Test
    @DisplayName("Where only presence is known, a key is single-access that one survey saw; a new key is not called so")
    void singleAccessByPresence() throws RedisException {
        keys.run("ACL SETUSER watcher on >secret ~* +@all -object");
        SurveySettings settings = SurveySettings.of(
                        RedisAddress.parse(redis.uri().replace("redis://", "redis://watcher:secret@")))
                .share(1)
                .clock(clock)
                .build();
        Surveyor surveyor = new Surveyor(settings);
        keys.mortal("plans:", 0, 3);
        survey(surveyor);
        keys.mortal("log:", 0, 2);
        survey(surveyor);
        keys.run("DEL log:0");
        keys.mortal("log:", 2, 3);
        List<Finding> findings = survey(surveyor);
        assertThat(kinds(findings))
                .containsOnly(Map.entry(FindingKind.SINGLE_ACCESS, "log"), Map.entry(FindingKind.PERSISTENT, "plans"));
        assertThat(findings.get(0).keys()).containsExactly("log:0");
        assertThat(findings.get(0).numbers()).containsEntry("keys", 1L);
    }

    @Test
    @DisplayName("By idle time a key is single-access that nobody has used since it was first seen")
    void singleAccessByIdleTime() throws Exception {
        Surveyor surveyor = new Surveyor(settings().rules(idleRules()).build());
        keys.mortal("plans:", 0, 2);
        survey(surveyor);
        survey(surveyor);
        // The server's clock cannot be set: really two seconds in which one of the keys is used.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> keys.run("OBJECT IDLETIME plans:1") instanceof Long idle && idle >= 2);
        keys.run("GET plans:0");
        clock.step(Duration.ofSeconds(-18));
        List<Finding> findings = survey(surveyor);
        assertThat(findings)
                .extracting(Finding::kind)
                .containsExactly(FindingKind.SINGLE_ACCESS, FindingKind.PERSISTENT);
        assertThat(findings.get(0).keys()).containsExactly("plans:1");
    }

    private static FindingRules idleRules() {
        FindingRules rules = FindingRules.defaults();
        return new FindingRules(
                rules.keyRatio(),
                rules.keyFloor(),
                rules.byteRatio(),
                rules.byteFloor(),
                rules.fullWindow(),
                Duration.ofSeconds(1),
                rules.big(),
                rules.huge(),
                rules.companion(),
                rules.hotAccesses(),
                rules.hotShare(),
                rules.hotFrequency(),
                rules.near(),
                rules.limits());
    }
}
