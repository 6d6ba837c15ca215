package dev.engram.agent.it;

import java.io.IOException;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A Redis server of a test's own. */
public final class EmbeddedRedis implements AutoCloseable {

    private final int port;
    private final RedisServer server;

    public EmbeddedRedis() throws IOException {
        port = FreePort.find();
        server = settings(port).build();
        server.start();
    }

    /** One that listens on a Unix socket, too. */
    EmbeddedRedis(Path socket) throws IOException {
        port = FreePort.find();
        server = settings(port).setting("unixsocket " + socket).build();
        server.start();
    }

    private static RedisServerBuilder settings(int port) throws IOException {
        return RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1").setting("save \"\"");
    }

    public String port() {
        return Integer.toString(port);
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
