package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.FreePort;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.collector.keyspace.redis.Certificate;
import dev.engram.collector.keyspace.redis.RealCluster;
import dev.engram.collector.keyspace.redis.RealRedis;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("full")
@DisplayName("What some Redis clients or servers have and others have not")
class RedisFeaturesIT {

    private static final String EXCEPTIONS = "redis.clients.jedis.exceptions.";

    @TempDir
    Path folder;

    private static Run run(String samples, String name, String artifact) throws Exception {
        Run run = Run.of(samples, name).with(artifact);
        return artifact.startsWith("io.valkey") ? run.renaming("redis.clients.jedis", "io.valkey") : run;
    }

    private static Trace trace(Run run, RealRedis redis) throws Exception {
        Trace trace = run.trace("127.0.0.1", Integer.toString(redis.port()));
        assertThat(trace.spans()).extracting(Span::toString).noneMatch(span -> span.contains(RedisTrial.SECRET));
        return trace;
    }

    private static List<String> events(Span span) {
        return span.getEventsList().stream()
                .map(event -> event.getName() + " "
                        + Otlp.map(event.getAttributesList()).get("error.type"))
                .filter(event -> event.startsWith("redis."))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "redis.clients:jedis:8.0.2",
                "redis.clients:jedis:7.2.0",
                "redis.clients:jedis:6.2.0",
                "redis.clients:jedis:5.2.0",
                "redis.clients:jedis:4.4.8",
                "io.valkey:valkey-java:5.5.0"
            })
    @DisplayName(
            "a Jedis that tries again: each failed attempt but the last is an event of the one span, which counts them")
    void retries(String artifact) throws Exception {
        String exceptions = artifact.startsWith("io.valkey") ? "io.valkey.exceptions." : EXCEPTIONS;
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED);
                FaultyProxy proxy = new FaultyProxy(redis.port())) {
            Run run = run("redis/jedis/from-4", "Retries", artifact);
            Trace trace = run.trace("127.0.0.1", Integer.toString(proxy.port()));
            assertThat(trace.out()).startsWith("once null\nclose " + exceptions);
            String thrown = trace.out().strip().substring("once null\nclose ".length());
            assertThat(trace.tree("db.query.text", "redis.hit", "redis.retries", "error.type"))
                    .containsExactly(
                            "SET SET told:a ?",
                            "GET GET fault:once false 1",
                            "GET GET fault:close 2 " + thrown + " ERROR");
            String retry = "redis.retry " + exceptions + "JedisConnectionException";
            assertThat(trace.spans().stream().map(RedisFeaturesIT::events))
                    .containsExactly(List.of(), List.of(retry), List.of(retry, retry));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "redis.clients:jedis:8.0.2",
                "redis.clients:jedis:7.2.0",
                "redis.clients:jedis:6.2.0",
                "redis.clients:jedis:5.2.0"
            })
    @DisplayName("the cache of a Jedis: a read that it answers is no span and no command, but a hit")
    void clientCache(String artifact) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.INSTALLED)) {
            Trace trace = trace(run("redis/jedis/from-5", "Cached", artifact), redis);
            assertThat(trace.out()).endsWith("hits 3\n");
            assertThat(trace.tree("db.query.text", "redis.hit"))
                    .containsExactly(
                            "SET SET told:a ?",
                            "GET GET told:a true",
                            "HSET HSET told:hash ? ?",
                            "HGET HGET told:hash ? true");
            assertThat(trace.countedCommands()).containsEntry("GET", 1L).containsEntry("HGET", 1L);
            assertThat(trace.sums("redis.client.reads")).isEqualTo(Map.of(List.of("true"), 5L));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "redis.clients:jedis:8.0.2",
                "redis.clients:jedis:7.2.0",
                "redis.clients:jedis:6.2.0",
                "redis.clients:jedis:5.2.0",
                "redis.clients:jedis:4.4.8",
                "io.valkey:valkey-java:5.5.0"
            })
    @DisplayName(
            "functions with their names and keys, and what is published in a shard, without scripts, arguments and messages")
    void functions(String artifact) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.INSTALLED)) {
            Trace trace = trace(run("redis/jedis/from-4", "Since7", artifact), redis);
            assertThat(trace.out()).isEqualTo("told\n6\ns3cr3t\n0\nfailed\n");
            assertThat(trace.tree("db.query.text", "db.stored_procedure.name", "redis.key", "db.response.status_code"))
                    .containsExactly(
                            "FUNCTION FUNCTION LOAD ?",
                            "FCALL FCALL ? ? told:a ? told_append told:a",
                            "FCALL_RO FCALL_RO ? ? told:a told_get told:a",
                            "SPUBLISH SPUBLISH ? ?",
                            "FCALL FCALL ? ? told:a ? told_none told:a ERR ERROR");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"redis.clients:jedis:8.0.2", "redis.clients:jedis:7.2.0"})
    @DisplayName("a channel of a cluster's shard: subscribed and published once each, without its messages")
    void shardedChannel(String artifact) throws Exception {
        try (RealCluster cluster = RealCluster.start(RealRedis.Program.INSTALLED)) {
            Trace trace = run("redis/jedis/from-7", "Sharded", artifact)
                    .trace("127.0.0.1", Integer.toString(cluster.port(0)));
            assertThat(trace.out()).isEqualTo("got s3cr3t\n");
            assertThat(trace.spans()).extracting(Span::toString).noneMatch(span -> span.contains(RedisTrial.SECRET));
            assertThat(trace.tree("db.query.text"))
                    .containsExactlyInAnyOrder(
                            "SSUBSCRIBE SSUBSCRIBE ?", "SPUBLISH SPUBLISH ? ?", "SUNSUBSCRIBE SUNSUBSCRIBE");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io.lettuce:lettuce-core:7.7.0.RELEASE", "io.lettuce:lettuce-core:6.5.5.RELEASE"})
    @DisplayName("commands that a Lettuce is given together are one span, with the first error among them")
    void together(String artifact) throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED)) {
            Trace trace = trace(run("redis/lettuce", "Together", artifact), redis);
            assertThat(trace.out()).isEqualTo("OK s3cr3t null\nfailed\nOK OK\nOK\n");
            assertThat(trace.tree(
                            "db.query.text", "db.operation.batch.size", "db.response.status_code", "redis.commands"))
                    .containsExactly(
                            "PIPELINE SET told:a ?; GET told:a; GET told:none; LPUSH told:a ? 4 WRONGTYPE"
                                    + " [SET:1, GET:2, LPUSH:1] ERROR",
                            "PIPELINE SET SET told:b ?; SET told:c ? 2 [SET:2]",
                            "SET SET told:d ?");
            assertThat(trace.sums("redis.client.reads")).isEqualTo(Map.of(List.of("true"), 1L, List.of("false"), 1L));
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "redis/jedis, redis.clients:jedis:8.0.2",
        "redis/jedis, redis.clients:jedis:7.2.0",
        "redis/jedis, redis.clients:jedis:6.2.0",
        "redis/jedis, redis.clients:jedis:5.2.0",
        "redis/jedis, redis.clients:jedis:4.4.8",
        "redis/jedis, redis.clients:jedis:3.10.0",
        "redis/jedis, io.valkey:valkey-java:5.5.0",
        "redis/lettuce, io.lettuce:lettuce-core:7.7.0.RELEASE",
        "redis/lettuce, io.lettuce:lettuce-core:6.5.5.RELEASE",
        "redis/redisson, org.redisson:redisson:4.7.0",
        "redis/redisson, org.redisson:redisson:3.52.0"
    })
    @DisplayName("TLS: commands, replies and the server are told as without")
    void tls(String samples, String artifact) throws Exception {
        int port = FreePort.find();
        Certificate certificate = Certificate.of("127.0.0.1", folder);
        try (RealRedis redis = certificate.serve(Integer.toString(port))) {
            assertThat(redis.port()).isNotEqualTo(port);
            Trace trace = run(samples, "Secure", artifact)
                    .option("-D" + Certificate.TRUSTED + "=" + certificate.store())
                    .trace("127.0.0.1", Integer.toString(port));
            assertThat(trace.out()).isEqualTo("s3cr3t\n");
            assertThat(trace.spans()).extracting(Span::toString).noneMatch(span -> span.contains(RedisTrial.SECRET));
            String server = " 127.0.0.1 " + port + " " + port;
            assertThat(trace.tree("db.query.text", "redis.hit", "server.address", "server.port", "network.peer.port"))
                    .containsExactly("SET SET told:a ?" + server, "GET GET told:a true" + server);
        }
    }
}
