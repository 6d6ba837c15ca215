package dev.engram.collector.keyspace.redis;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.keyspace.redis.RealRedis.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

class RedisServerTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("Many commands on many keys are answered in their order, and a scan finds each key")
    void single(Program program) throws Exception {
        try (RealRedis redis = RealRedis.start(program);
                RedisServer server = redis.open()) {
            assertThat(server.isCluster()).isFalse();
            assertThat(server.version()).matches((program == Program.VALKEY ? "Valkey " : "") + "\\d+\\.\\d+\\.\\d+");
            assertThat(server.knows(Command.DUMP)).isTrue();
            assertThat(server.knows(Command.VSIM)).isEqualTo(program == Program.NEWER);
            fillAndRead(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A cluster is told from a single server, and each key is asked of the node that has it")
    void cluster(Program program) throws Exception {
        try (RealCluster redis = RealCluster.start(program);
                RedisServer server = redis.open()) {
            assertThat(server.isCluster()).isTrue();
            assertThat(server.nodes()).hasSize(3);
            fillAndRead(server);
        }
    }

    private static void fillAndRead(RedisServer server) throws RedisException {
        Requests requests = server.requests();
        for (int i = 0; i < 1000; i++) {
            byte[] key = word("key:" + i);
            requests.key(key).add(Command.SET, key, word("v" + i)).add(Command.STRLEN, key);
        }
        requests.key(word("list")).add(Command.RPUSH, word("list"), word("a"));
        requests.add(Command.GET, word("list"));
        List<Object> replies = new ArrayList<>(requests.send());
        assertThat(replies).hasSize(2002);
        assertThat(replies.get(1999)).isEqualTo(4L);
        assertThat(replies.get(2001))
                .isInstanceOfSatisfying(
                        ErrorReply.class, refused -> assertThat(refused.code()).isEqualTo("WRONGTYPE"));
        assertThat(server.keyCount()).isEqualTo(1001);

        assertThat(scan(server, null)).hasSize(1001).contains("key:999", "list");
        assertThat(scan(server, "key:99*")).hasSize(11);
    }

    private static Set<String> scan(RedisServer server, @Nullable String pattern) throws RedisException {
        Set<String> found = new HashSet<>();
        new KeyScan(server, pattern, 100)
                .forEach((node, keys) -> keys.forEach(key -> found.add(new String(key, StandardCharsets.UTF_8))));
        return found;
    }

    @Test
    @DisplayName("A server that does not answer, wants a password or refuses SCAN is said in one sentence")
    void sentences() throws Exception {
        assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse("redis://127.0.0.1:1")))
                .isInstanceOf(RedisException.class)
                .hasMessage("No Redis answers at 127.0.0.1:1 (Connection refused); start one, or give its address.");
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED, "--requirepass", "s3cret")) {
            String host = "127.0.0.1:" + redis.port();
            assertThatThrownBy(redis::open)
                    .hasMessage(
                            host + " wants a password; give it in the address, as in redis://user:password@host:6379.");
            assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse("redis://:wr0ng@" + host)))
                    .hasMessage(host + " knows no such user with this password.");
            try (RedisServer server = RedisServer.open(RedisAddress.parse("redis://:s3cret@" + host))) {
                server.nodes()
                        .get(0)
                        .call(
                                Command.ACL,
                                word("SETUSER"),
                                word("reader"),
                                word("on"),
                                word(">p@ss"),
                                word("~*"),
                                word("+@all"),
                                word("-scan"));
            }
            try (RedisServer server = RedisServer.open(RedisAddress.parse("redis://reader:p%40ss@" + host))) {
                assertThatThrownBy(() -> scan(server, null))
                        .hasMessageStartingWith(host + " refuses SCAN to this user (NOPERM ")
                        .hasMessageEndingWith("); allow it with ACL SETUSER, or give another user in the address.");
            }
        }
    }

    @Test
    @DisplayName("Sentinels are asked in turn where the primary is; a name that they do not know is said")
    void sentinels() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RealRedis sentinel = RealRedis.sentinel(Program.EMBEDDED, "mymaster", redis);
                RedisServer direct = redis.open()) {
            String sentinels = "redis-sentinel://127.0.0.1:1,127.0.0.1:" + sentinel.port();
            direct.nodes().get(0).call(Command.SELECT, word("3"));
            direct.nodes().get(0).call(Command.SET, word("k"), word("v"));
            try (RedisServer server = RedisServer.open(RedisAddress.parse(sentinels + "/3#mymaster"))) {
                assertThat(server.keyCount()).isEqualTo(1);
            }
            assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse(sentinels + "#other")))
                    .hasMessage("The sentinel 127.0.0.1:" + sentinel.port() + " knows no master \"other\"; give the"
                            + " name that its configuration has behind \"sentinel monitor\".");
        }
    }

    @Test
    @DisplayName("By TLS a server is spoken to whose certificate is trusted and names it, and no other")
    void tls(@TempDir Path folder) throws Exception {
        Certificate certificate = Certificate.of("127.0.0.1", folder);
        Certificate other = Certificate.of("10.0.0.1", Files.createDirectory(folder.resolve("other")));
        String port = Integer.toString(RealRedis.freePort());
        String before = System.getProperty(Certificate.TRUSTED);
        try (RealRedis redis = certificate.serve(port)) {
            RedisAddress address = RedisAddress.parse("rediss://127.0.0.1:" + port);
            assertThat(redis.port()).isPositive();
            assertThatThrownBy(() -> RedisServer.open(address))
                    .hasMessageStartingWith("No Redis answers at 127.0.0.1:" + port + " (");
            System.setProperty(Certificate.TRUSTED, certificate.store().toString());
            try (RedisServer server = RedisServer.open(address)) {
                assertThat(server.keyCount()).isZero();
            }
        } finally {
            restore(before);
        }
        try (RealRedis redis = other.serve(port)) {
            System.setProperty(Certificate.TRUSTED, other.store().toString());
            assertThat(redis.port()).isPositive();
            assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse("rediss://127.0.0.1:" + port)))
                    .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found");
        } finally {
            restore(before);
        }
    }

    private static void restore(@Nullable String trusted) {
        if (trusted == null) {
            System.clearProperty(Certificate.TRUSTED);
        } else {
            System.setProperty(Certificate.TRUSTED, trusted);
        }
    }

    @Test
    @DisplayName("A connection that breaks is said in one sentence")
    void broken() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            redis.kill();
            assertThatThrownBy(server::keyCount)
                    .isInstanceOf(RedisException.class)
                    .hasMessageStartingWith("The connection to 127.0.0.1:" + redis.port() + " broke: ");
        }
    }
}
