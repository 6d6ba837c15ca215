package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.Otlp;
import dev.engram.collector.keyspace.redis.RealRedis;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("What the spans of Jedis' commands say")
class JedisSpansIT {

    /** Newest first. */
    static final List<String> VERSIONS = List.of(
            "redis.clients:jedis:8.0.2",
            "redis.clients:jedis:7.2.0",
            "redis.clients:jedis:6.2.0",
            "redis.clients:jedis:5.2.0",
            "redis.clients:jedis:4.4.8",
            "redis.clients:jedis:3.10.0",
            "io.valkey:valkey-java:5.5.0");

    private static Trace trace(String version) throws Exception {
        return trace(version, "all");
    }

    private static Trace trace(String version, String setting) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED)) {
            Run run = Run.of("redis/jedis", "Told").with(version).environment("ENGRAM_REDIS", setting);
            if (version.startsWith("io.valkey")) {
                run.renaming("redis.clients.jedis", "io.valkey");
            }
            Trace trace = run.trace("127.0.0.1", Integer.toString(redis.port()));
            assertThat(trace.out()).isEqualTo("failed\nfailed\ntold 2\n");
            return trace;
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("VERSIONS")
    @DisplayName("database, text without values, batch size, hit or miss, time to live and error code")
    void told(String version) throws Exception {
        assertThat(trace(version)
                        .tree(
                                "db.namespace",
                                "db.query.text",
                                "db.operation.batch.size",
                                "redis.hit",
                                "redis.ttl",
                                "db.response.status_code",
                                "redis.commands"))
                .containsExactly(
                        "SET 0 SET told:a ?",
                        "GET 0 GET told:a true",
                        "GET 0 GET told:none false",
                        "GET 0 GET told:b false",
                        "SETEX 0 SETEX told:short ? ? 60.0",
                        "SET 0 SET told:short ? ? ? 90.0",
                        "EXPIRE 0 EXPIRE told:a ? 500.0",
                        "HSET 0 HSET told:hash ? ?",
                        "HGET 0 HGET told:hash ? true",
                        "HGET 0 HGET told:hash ? false",
                        "MGET 0 MGET told:a told:b",
                        "LPUSH 0 LPUSH told:a ? WRONGTYPE ERROR",
                        "NOSUCHCOMMAND 0 NOSUCHCOMMAND ? ERR ERROR",
                        "GET 0 GET told:a true",
                        "EVAL 0 EVAL ? ? told:a ?",
                        "SCRIPT 0 SCRIPT LOAD ?",
                        "EVALSHA 0 EVALSHA ? ? told:a ?",
                        "BLPOP 0 BLPOP told:list ?",
                        "PUBLISH 0 PUBLISH ? ?",
                        "GET 1 GET told:a false",
                        "GET 0 GET told:a true",
                        "PIPELINE SET 0 SET told:a ?; SET told:b ? 2 [SET:2]",
                        "PIPELINE 0 SET told:a ?; GET told:a; LPUSH told:a ? 3 WRONGTYPE [SET:1, GET:1, LPUSH:1] ERROR",
                        "GET 0 GET told:a true",
                        "MULTI SET 0 MULTI; SET told:a ?; SET told:b ?; EXEC 2 [MULTI:1, SET:2, EXEC:1]",
                        "MULTI 0 MULTI; SET told:a ?; INCR told:a; EXEC 2 [MULTI:1, SET:1, INCR:1, EXEC:1]",
                        "MULTI INCR 0 MULTI; INCR told:a; DISCARD [MULTI:1, INCR:1, DISCARD:1]",
                        "GET 0 GET told:a true");
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("VERSIONS")
    @DisplayName("the key, the bytes sent and received, the script's digest, and both addresses of the server")
    void bytesAndAddresses(String version) throws Exception {
        Trace trace = trace(version);
        String set = "*3\r\n$3\r\nSET\r\n$6\r\ntold:a\r\n$6\r\ns3cr3t\r\n";
        Map<String, Object> first = Otlp.attributes(trace.spans().get(0));
        assertThat(first)
                .containsEntry("redis.key", "told:a")
                .containsEntry("redis.request.bytes", (long) set.length())
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("network.peer.address", "127.0.0.1");
        assertThat(first.get("server.port")).isNotNull().isEqualTo(first.get("network.peer.port"));
        assertThat(trace.tree("redis.key", "db.stored_procedure.name"))
                .contains("EVALSHA told:a b2f9e208649373dfbe8c03d7e2bb80f97e1b210a", "MGET");
        assertThat(trace.tree("redis.request.bytes", "redis.response.bytes"))
                .contains("GET 25 " + "$6\r\ns3cr3t\r\n".length(), "GET 28 " + "$-1\r\n".length());
    }

    @Test
    @DisplayName("ENGRAM_REDIS=metrics: no span, and each command is counted, with hits and misses")
    void metricsOnly() throws Exception {
        Trace trace = trace(VERSIONS.get(0), "metrics");
        assertThat(trace.spans()).isEmpty();
        assertThat(trace.countedCommands())
                .containsEntry("SET", 2L)
                .containsEntry("GET", 8L)
                .containsEntry("LPUSH", 1L)
                .containsEntry("PIPELINE SET", 1L)
                .containsEntry("MULTI", 1L);
        assertThat(trace.sums("redis.client.reads")).isEqualTo(Map.of(List.of("true"), 8L, List.of("false"), 5L));
    }

    @Test
    @DisplayName("ENGRAM_REDIS=beneath: no root span of a command, and each is counted")
    void beneathOnly() throws Exception {
        Trace trace = trace(VERSIONS.get(0), "beneath");
        assertThat(trace.spans()).isEmpty();
        assertThat(trace.countedCommands()).containsEntry("GET", 8L);
    }

    @Test
    @DisplayName("ENGRAM_REDIS=off: nothing of a command")
    void off() throws Exception {
        Trace trace = trace(VERSIONS.get(0), "off");
        assertThat(trace.spans()).isEmpty();
        assertThat(trace.countedCommands()).isEmpty();
    }
}
