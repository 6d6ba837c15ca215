package com.acme.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of its own for a test class, on a free port of the loopback interface; emptied before every test. It writes down
 * what it keeps, so that it has it again when it was stopped.
 */
@SuppressWarnings("NullAway.Init") // beforeAll() runs before everything else
public final class RealRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    /** Where the program of a Redis 8 is; {@code .ci/redis-8} makes a folder with one. */
    public static final String NEWER = "ENGRAM_TEST_REDIS_8";

    private final ExecutableProvider program;
    private int port;
    private Path directory;
    private RedisServer server;
    private RedisClient client;

    /** The Redis that the library brings along. */
    public RealRedis() {
        this(ExecutableProvider.newJarResourceProvider());
    }

    private RealRedis(ExecutableProvider program) {
        this.program = program;
    }

    /** A Redis 8, for tests that run only where {@link #NEWER} is set. */
    public static RealRedis newer() {
        return new RealRedis(ExecutableProvider.newEnvironmentVariableProvider(NEWER));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        port = freePort();
        directory = Files.createTempDirectory("real-redis-");
        start();
        client = RedisClient.create("127.0.0.1", port);
    }

    /** Starts the server, after it was stopped on the same port and with what it had. */
    public void start() throws IOException {
        server = RedisServer.newRedisServer()
                .executableProvider(program)
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + directory)
                .setting("save \"\"")
                .setting("appendonly yes")
                .build();
        server.start();
    }

    /** Stops the server; every command fails until it is started again. */
    public void stop() throws IOException {
        server.stop();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        client.getPool().clear(); // a test may have stopped the server meanwhile
        client.flushAll();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        client.close();
        server.stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    public RedisClient client() {
        return client;
    }

    public Map<String, String> environment() {
        return Map.of("REDIS_URL", "redis://127.0.0.1:" + port);
    }

    /** Starts counting commands anew. */
    public void resetCalls() {
        config("RESETSTAT");
    }

    /** Sends CONFIG with these arguments. */
    public void config(String... arguments) {
        CommandArguments command = new CommandArguments(Protocol.Command.CONFIG);
        for (String argument : arguments) {
            command.add(argument);
        }
        client.executeCommand(command);
    }

    /** How often a command ran since the count began. */
    public int calls(String command) {
        return client.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
