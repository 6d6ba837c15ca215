package dev.engram.collector.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.clean.CleanKey;
import dev.engram.collector.keyspace.clean.CleanRule;
import dev.engram.collector.keyspace.clean.Cleaned;
import dev.engram.collector.keyspace.clean.Cleaner;
import dev.engram.collector.keyspace.clean.TtlRule;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.Keys;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.keyspace.survey.Surveyor;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The survey and the cleaning on each server; snapshot, restore and diff are in {@code RoundTripTest}. */
class EachServerTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("A keyspace is surveyed and cleaned on each server that Engram is for")
    void surveyAndClean(Program program) throws Exception {
        try (RealRedis redis = RealRedis.start(program);
                RedisServer server = redis.open();
                Surveyor surveyor = new Surveyor(
                        SurveySettings.of(RedisAddress.parse(redis.uri())).build())) {
            Keys keys = new Keys(server);
            keys.strings("agent:", 0, 30, 100);
            keys.mortal("agent:mortal:", 0, 10);
            keys.run("RPUSH list a b");

            SurveyStats stats = surveyor.survey();
            assertThat(stats.keys()).isEqualTo(41);
            assertThat(stats.sizesKnown()).isTrue();
            assertThat(stats.usage().source()).isEqualTo(UsageSource.IDLE);
            assertThat(stats.notes()).isEmpty();
            assertThat(stats.namespace("agent"))
                    .satisfies(agent -> assertThat(agent.keys()).isEqualTo(40));

            List<CleanKey> deleted = new ArrayList<>();
            assertThat(new Cleaner(server).clean(new CleanRule("agent:*", TtlRule.NONE, null), deleted::add))
                    .isEqualTo(new Cleaned(40, 30, 30));
            assertThat(deleted).hasSize(30).extracting(CleanKey::why).containsOnly("string, no TTL");
            assertThat(surveyor.survey().keys()).isEqualTo(11);
        }
    }
}
