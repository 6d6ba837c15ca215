package dev.engram.agent.it;

import java.io.IOException;
import redis.embedded.RedisServer;

/** A Redis server of a test's own. */
public final class EmbeddedRedis implements AutoCloseable {

    private final int port;
    private final RedisServer server;

    public EmbeddedRedis() throws IOException {
        port = FreePort.find();
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
    }

    public String port() {
        return Integer.toString(port);
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
