package com.acme.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/** A Redis server of its own for a test class, on a free port of the loopback interface; emptied before every test. */
@SuppressWarnings("NullAway.Init") // beforeAll() runs before everything else
final class RealRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private int port;
    private RedisServer server;
    private RedisClient client;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        port = freePort();
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        client = RedisClient.create("127.0.0.1", port);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        client.flushAll();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        client.close();
        server.stop();
    }

    RedisClient client() {
        return client;
    }

    Map<String, String> environment() {
        return Map.of("REDIS_URL", "redis://127.0.0.1:" + port);
    }

    /** Starts counting commands anew. */
    void resetCalls() {
        config("RESETSTAT");
    }

    /** Sends CONFIG with these arguments. */
    void config(String... arguments) {
        CommandArguments command = new CommandArguments(Protocol.Command.CONFIG);
        for (String argument : arguments) {
            command.add(argument);
        }
        client.executeCommand(command);
    }

    /** How often a command ran since the count began. */
    int calls(String command) {
        return client.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
