package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.FreePort;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.collector.keyspace.redis.RealRedis;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

@Tag("full")
@DisplayName("What fails between a client and its Redis")
class RedisFaultsIT {

    private static final String JEDIS = "redis.clients:jedis:8.0.2";
    private static final String LETTUCE = "io.lettuce:lettuce-core:7.7.0.RELEASE";

    private static final String SECRET = RedisTrial.SECRET;

    /** As the tree of the faults sample. */
    private static Trace faults(Run run, String... expected) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED);
                FaultyProxy proxy = new FaultyProxy(redis.port())) {
            String port = Integer.toString(proxy.port());
            assertThat(run.plain("127.0.0.1", port)).contains(expected);
            Trace trace = run.trace("127.0.0.1", port);
            assertThat(trace.out()).contains(expected);
            assertThat(trace.spans()).extracting(Span::toString).noneMatch(span -> span.contains(SECRET));
            return trace;
        }
    }

    @Test
    @DisplayName("Jedis: time-outs, half answers and answers that are no Redis protocol are failed spans")
    void jedisFaults() throws Exception {
        Trace trace = faults(
                Run.of("redis/jedis", "Faults").with(JEDIS),
                "fault:hang redis.clients.jedis.exceptions.JedisConnectionException",
                "fault:close redis.clients.jedis.exceptions.JedisConnectionException",
                "fault:garbage redis.clients.jedis.exceptions.JedisConnectionException",
                "pipeline redis.clients.jedis.exceptions.JedisConnectionException");
        String failed = " redis.clients.jedis.exceptions.JedisConnectionException ERROR";
        assertThat(trace.tree("db.query.text", "db.response.status_code", "error.type"))
                .containsExactly(
                        "SET SET told:a ?",
                        "GET GET fault:hang" + failed,
                        "SET SET told:a ?",
                        "GET GET fault:close" + failed,
                        "SET SET told:a ?",
                        "GET GET fault:garbage" + failed,
                        "PIPELINE SET told:a ?; GET fault:hang" + failed);
    }

    @Test
    @DisplayName(
            "Jedis: a command for which no connection can be made is a failed span, with the server that was not there")
    void jedisRefused() throws Exception {
        int port = FreePort.find();
        Trace trace = Run.of("redis/jedis/from-7", "Refused").with(JEDIS).trace("127.0.0.1", Integer.toString(port));
        assertThat(trace.tree("db.query.text", "server.address", "server.port", "network.peer.address", "error.type"))
                .containsExactly("GET GET refused 127.0.0.1 " + port
                        + " redis.clients.jedis.exceptions.JedisConnectionException ERROR");
    }

    @Test
    @DisplayName("Lettuce: a transaction whose connection dies is a failed span at once, also if nobody ends it")
    void lettuceDyingTransaction() throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED)) {
            Trace trace =
                    Run.of("redis/lettuce", "Dying").with(LETTUCE).trace("127.0.0.1", Integer.toString(redis.port()));
            assertThat(trace.out()).isEqualTo("given up\n");
            // Its command may have been told of it first.
            assertThat(trace.tree("db.query.text", "error.type"))
                    .hasSize(2)
                    .contains("GET GET told:a")
                    .anyMatch(line -> line.matches("MULTI SET MULTI; SET told:a \\? \\S+Exception ERROR"));
        }
    }

    @Test
    @DisplayName("Lettuce: time-outs, half answers and answers that are no Redis protocol are failed spans")
    void lettuceFaults() throws Exception {
        Trace trace = faults(
                Run.of("redis/lettuce", "Faults").with(LETTUCE),
                "fault:hang io.lettuce.core.RedisCommandTimeoutException",
                "fault:close ",
                "fault:garbage ");
        assertThat(trace.tree("db.query.text", "error.type"))
                .filteredOn(line -> line.startsWith("GET"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("GET GET fault:") && line.endsWith(" ERROR"))
                // A blocking call that is out of time cancels its command, but the application gets this.
                .anyMatch(line -> line.equals("GET GET fault:hang io.lettuce.core.RedisCommandTimeoutException ERROR"));
    }

    private static Trace users(Run run, String... expected) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED);
                Jedis control = new Jedis("127.0.0.1", redis.port())) {
            String password = SECRET + "-of-bob";
            control.aclSetUser("bob", "on", ">" + password, "~own:*", "+@all", "-acl", "-config");
            String[] arguments = {"127.0.0.1", Integer.toString(redis.port()), "bob", password};
            Trace trace = run.trace(arguments);
            assertThat(trace.out().lines()).containsExactly(expected);
            assertThat(trace.spans()).extracting(Span::toString).noneMatch(span -> span.contains(SECRET));
            assertThat(trace.metrics().toString()).doesNotContain(SECRET);
            return trace;
        }
    }

    private static List<Object> codes(Trace trace) {
        return trace.spans().stream()
                .filter(span -> span.getName().equals("SET"))
                .map(span -> Otlp.attributes(span).getOrDefault("db.response.status_code", ""))
                .toList();
    }

    @Test
    @DisplayName("Jedis: a user's denied commands are failed spans, and no span has a credential")
    void jedisUsers() throws Exception {
        Trace trace =
                users(Run.of("redis/jedis", "Users").with(JEDIS), "NOPERM", "WRONGPASS", "NOPERM", "NOPERM", "IOERR");
        assertThat(codes(trace)).containsExactly("", "NOPERM");
    }

    @Test
    @DisplayName("Lettuce: a user's denied commands are failed spans, and no span has a credential")
    void lettuceUsers() throws Exception {
        Trace trace = users(Run.of("redis/lettuce", "Users").with(LETTUCE), "NOPERM", "WRONGPASS", "NOPERM");
        assertThat(codes(trace)).containsExactly("", "NOPERM");
    }
}
