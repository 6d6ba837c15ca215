package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.agent.it.Jvm;
import dev.engram.agent.it.Tier;
import dev.engram.collector.keyspace.redis.RealRedis;
import java.io.File;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the manner of OpenTelemetry's muzzle, by the agent's own decision on the real jars. */
@DisplayName("The methods of a Redis client that the agent weaves, and what it needs to read, in each version")
class RedisWeavingIT {

    private static final List<String> SINCE_4 = List.of(
            "Connection.executeCommand(CommandArguments)",
            "Connection.executeCommand(CommandObject)",
            "Connection.flush()",
            "Connection.readProtocolWithCheckingBroken()",
            "Connection.select(int)",
            "Connection.sendCommand(CommandArguments)",
            "UnifiedJedis.executeCommand(CommandObject)");

    private static final String CACHE = "CacheConnection.executeCommand(CommandObject)";

    /** What is woven; fails where the agent would leave a client alone since a member that it needs is not there. */
    private static Set<String> woven(String artifact) throws Exception {
        JsonNode report = report(Maven.classPath(List.of(artifact)));
        assertThat(notRecorded(report)).isEmpty();
        return woven(report);
    }

    private static List<String> notRecorded(JsonNode report) {
        List<String> sentences = new ArrayList<>();
        report.path("unreadable").forEach(each -> sentences.add(each.asText()));
        return sentences.stream()
                .filter(each -> each.startsWith("Commands of "))
                .toList();
    }

    private static JsonNode report(List<Path> jars) throws Exception {
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Jvm.Ended ended = Jvm.end(new Jvm()
                .withoutAgent()
                .start(List.of("-jar", Jvm.agentJar().toString(), "check", "--json", "--classpath", classPath)));
        assertThat(ended.out()).as("%s", ended).startsWith("{");
        return new ObjectMapper().readTree(ended.out());
    }

    private static Set<String> woven(JsonNode report) {
        Set<String> methods = new TreeSet<>();
        for (JsonNode each : report.path("woven")) {
            if (each.path("kind").asText().equals("Redis command")) {
                List<String> params = new ArrayList<>();
                each.path("params").forEach(param -> params.add(simple(param.asText())));
                methods.add(simple(each.path("type").asText()) + "."
                        + each.path("method").asText() + "(" + String.join(", ", params) + ")");
            }
        }
        return methods;
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    static List<Arguments> jedis() {
        return Tier.of(List.of(
                Arguments.of("redis.clients:jedis:8.0.2", true),
                Arguments.of("redis.clients:jedis:7.2.0", true),
                Arguments.of("redis.clients:jedis:6.2.0", true),
                Arguments.of("redis.clients:jedis:5.2.0", true),
                Arguments.of("redis.clients:jedis:4.4.8", false),
                Arguments.of("io.valkey:valkey-java:5.5.0", false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jedis")
    @DisplayName("since Jedis 4, and in valkey-java: commands, what is sent, replies, the database, the client's cache")
    void jedis(String artifact, boolean hasCache) throws Exception {
        List<String> expected = new ArrayList<>(SINCE_4);
        if (hasCache) {
            expected.add(CACHE);
        }
        assertThat(woven(artifact)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = "redis.clients:jedis:3.10.0")
    @DisplayName("before Jedis 4: what is sent, and replies")
    void jedisBefore4(String artifact) throws Exception {
        assertThat(woven(artifact))
                .containsExactly(
                        "Connection.flush()",
                        "Connection.readProtocolWithCheckingBroken()",
                        "Connection.sendCommand(ProtocolCommand, byte[][])");
    }

    static List<String> lettuce() {
        return Tier.of(List.of("io.lettuce:lettuce-core:7.7.0.RELEASE", "io.lettuce:lettuce-core:6.5.5.RELEASE"));
    }

    static List<String> redisson() {
        return Tier.of(List.of("org.redisson:redisson:4.7.0", "org.redisson:redisson:3.52.0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lettuce")
    @DisplayName("in Lettuce: commands, the server they are written to, what is sent again, the end of a connection")
    void lettuce(String artifact) throws Exception {
        assertThat(woven(artifact))
                .containsExactly(
                        "ClusterDistributionChannelWriter.write(RedisCommand)",
                        "DefaultEndpoint.notifyChannelInactive(Channel)",
                        "DefaultEndpoint.write(RedisCommand)",
                        "MasterReplicaChannelWriter.writeCommand(RedisCommand, StatefulRedisConnection, Throwable)",
                        "RedisChannelHandler.dispatch(Collection)",
                        "RedisChannelHandler.dispatch(RedisCommand)");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("redisson")
    @DisplayName("in Redisson: commands, and subscriptions")
    void redisson(String artifact) throws Exception {
        assertThat(woven(artifact))
                .containsExactly(
                        "RedisExecutor.execute()",
                        "RedisPubSubConnection.async(CompletableFuture, MultiDecoder, RedisCommand, Object[])",
                        "RedisPubSubConnection.async(MultiDecoder, RedisCommand, Object[])");
    }

    /** A client's jar without one of its classes. */
    private static Path without(String type, String artifact, Path folder) throws Exception {
        String file = artifact.split(":", -1)[1] + "-" + artifact.split(":", -1)[2] + ".jar";
        Path jar = Maven.classPath(List.of(artifact)).stream()
                .filter(each -> each.endsWith(file))
                .findFirst()
                .orElseThrow();
        Path rest = Files.copy(jar, folder.resolve(file));
        try (FileSystem zip = FileSystems.newFileSystem(rest)) {
            Files.delete(zip.getPath(type.replace('.', '/') + ".class"));
        }
        return rest;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Jedis, redis.clients:jedis:8.0.2, redis.clients.jedis.CommandArguments",
        "valkey-java, io.valkey:valkey-java:5.5.0, io.valkey.HostAndPort",
        "Lettuce, io.lettuce:lettuce-core:7.7.0.RELEASE, io.lettuce.core.protocol.ConnectionWatchdog",
        "Redisson, org.redisson:redisson:4.7.0, org.redisson.connection.NodeSource"
    })
    @DisplayName("no method of a client that lacks what is woven or read, and the check says what that is")
    void unknownVersion(String client, String artifact, String type, @TempDir Path folder) throws Exception {
        JsonNode report = report(List.of(without(type, artifact, folder)));
        assertThat(woven(report)).isEmpty();
        assertThat(notRecorded(report)).hasSize(1);
        assertThat(notRecorded(report).get(0))
                .startsWith("Commands of " + client + " are not recorded: ")
                .contains(type);
    }

    @Test
    @DisplayName("no method of Jedis 2.9, and one line in the log says which member it lacks, and which version it is")
    void jedis2() throws Exception {
        try (RealRedis redis = RealRedis.start(RealRedis.Program.EMBEDDED)) {
            Jvm.Ended ended = Run.of("redis/jedis/before-3", "Old")
                    .with("redis.clients:jedis:2.9.0")
                    .end("127.0.0.1", Integer.toString(redis.port()));
            assertThat(ended.out()).isEqualTo("s3cr3t\n");
            assertThat(ended.said())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN Commands of Jedis are not recorded: redis.clients.jedis.Connection has no"
                            + " sendCommand(redis.clients.jedis.CommandArguments) (jedis-2.9.0.jar).");
            assertThat(ended.said()).anyMatch(line -> line.contains("Woven: 0 methods"));
        }
    }
}
