package dev.engram.collector.keyspace.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes connections and says nothing: one that hangs, or one that waits for what a client of TLS never sends. */
@DisplayName("A server that never answers")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SilentServerTest {

    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    @DisplayName("is given up with one sentence")
    void silent() {
        assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse("redis://" + place()))
                        .close())
                .isInstanceOf(RedisException.class)
                .hasMessage(
                        "No Redis answers at " + place()
                                + " (nothing comes back in 5 s; is it a port with TLS, rediss://?); start one, or give its address.");
    }

    @Test
    @Tag("full")
    @DisplayName("is given up with one sentence by TLS")
    void byTls() {
        assertThatThrownBy(() -> RedisServer.open(RedisAddress.parse("rediss://" + place()))
                        .close())
                .isInstanceOf(RedisException.class)
                .hasMessage("No Redis answers at " + place()
                        + " (nothing comes back in 5 s; is it a port without TLS, redis://?); start one, or give its"
                        + " address.");
    }

    private String place() {
        return "127.0.0.1:" + server.getLocalPort();
    }
}
