package dev.engram.collector.keyspace.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server of this machine, on a free port of the loopback interface, with DEBUG allowed. */
public final class RealRedis implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int BUS = 10_000;

    /** Where a server's program comes from. */
    public enum Program {
        /** Redis 6.2, which the library brings along. */
        EMBEDDED("the library embedded-redis brings none for this machine") {
            @Override
            @Nullable
            Path find() {
                return EmbeddedProgram.PATH;
            }
        },
        /** What is installed; in Debian 12 that is Redis 7.0. */
        INSTALLED("there is no redis-server on the PATH; apt-get install redis-server brings it") {
            @Override
            @Nullable
            Path find() {
                return Stream.of(System.getenv("PATH").split(":"))
                        .map(folder -> Path.of(folder, "redis-server"))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
            }
        },
        /** Redis 8, where somebody says where it is. */
        NEWER("ENGRAM_TEST_REDIS_8 names no redis-server of version 8; .ci/redis-8 makes a folder with one") {
            @Override
            @Nullable
            Path find() {
                return named("ENGRAM_TEST_REDIS_8");
            }
        },
        /** Valkey, where somebody says where it is. */
        VALKEY("ENGRAM_TEST_VALKEY names no valkey-server; .ci/valkey makes a folder with one") {
            @Override
            @Nullable
            Path find() {
                return named("ENGRAM_TEST_VALKEY");
            }
        };

        private final String missing;

        Program(String missing) {
            this.missing = missing;
        }

        abstract @Nullable Path find();

        private static @Nullable Path named(String variable) {
            return Stream.ofNullable(System.getenv(variable))
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
        }

        /** A test that needs it is skipped if it is not there, and says why. */
        Path need() {
            Assumptions.assumeTrue(
                    this == EMBEDDED || Boolean.getBoolean("engram.full"),
                    "only -Pfull tests on servers other than the one that the build brings along");
            Path path = find();
            Assumptions.assumeTrue(path != null, missing);
            return Objects.requireNonNull(path);
        }
    }

    private static final class EmbeddedProgram {
        static final Path PATH = unpack();

        private static Path unpack() {
            try {
                Path folder = Files.createTempDirectory("engram-test-redis");
                folder.toFile().deleteOnExit();
                Path program = ExecutableProvider.newJarResourceProvider(folder.toFile())
                        .get()
                        .toPath();
                program.toFile().deleteOnExit();
                return program;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final ProcessBuilder builder;
    private final Path folder;
    private final int port;
    private Process process;

    private RealRedis(ProcessBuilder builder, Path folder, int port) throws IOException {
        this.builder = builder;
        this.process = builder.start();
        this.folder = folder;
        this.port = port;
    }

    /** Starts a sentinel that watches a server by a name. */
    public static RealRedis sentinel(Program program, String name, RealRedis watched) throws IOException {
        // It writes what it learns to its configuration, so it must have one.
        Path configuration = Files.createTempFile("engram-test-sentinel", ".conf");
        configuration.toFile().deleteOnExit();
        Files.writeString(configuration, "sentinel monitor " + name + " " + HOST + " " + watched.port() + " 1\n");
        return start(program, List.of(configuration.toString(), "--sentinel"), List.of());
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param options such as {@code --maxmemory 10mb}, word by word
     */
    public static RealRedis start(Program program, String... options) {
        return start(program, List.of(), List.of(options));
    }

    private static RealRedis start(Program program, List<String> first, List<String> options) {
        for (int tries = 0; ; tries++) {
            RealRedis redis = launch(program, first, options);
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !redis.process.isAlive() || redis.answers());
            } catch (RuntimeException e) {
                redis.close();
                throw e;
            }
            if (redis.process.isAlive()) {
                return redis;
            }
            redis.close();
            if (tries == 2) { // each time another process took the port
                throw new IllegalStateException("redis-server ends at once; run it with " + options);
            }
        }
    }

    private static RealRedis launch(Program program, List<String> first, List<String> options) {
        try {
            Path folder = Files.createTempDirectory("engram-test-redis");
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(program.need().toString()));
            command.addAll(first);
            command.addAll(List.of("--bind", HOST, "--port", Integer.toString(port), "--dir", folder.toString()));
            command.addAll(List.of("--save", "", "--appendonly", "no"));
            if (program != Program.EMBEDDED) { // since 7.0
                command.addAll(List.of("--enable-debug-command", "yes"));
            }
            command.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            return new RealRedis(builder, folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (RedisNode node =
                RedisNode.connect(new HostAndPort(HOST, port), RedisAddress.parse("redis://" + HOST), Pace.full())) {
            return node.ask(Command.PING) != null;
        } catch (RedisException e) {
            // One that wants a password answers too.
            return String.valueOf(e.getMessage()).contains("password");
        }
    }

    /** One whose port for the cluster's bus is free too. */
    static int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
                int port = socket.getLocalPort();
                if (port + BUS < 65_536) {
                    new ServerSocket(port + BUS, 1, loopback()).close();
                    return port;
                }
            } catch (BindException e) {
                // another one then
            }
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    public int port() {
        return port;
    }

    /** As in {@code redis://127.0.0.1:6379}. */
    public String uri() {
        return "redis://" + HOST + ":" + port;
    }

    /** Opens a connection as the commands do. */
    public RedisServer open() throws RedisException {
        return RedisServer.open(RedisAddress.parse(uri()));
    }

    /** Kills the server at once, as a crash would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts the killed server again, where it was; with {@code --appendonly yes} it has its keys again. */
    public void restart() throws IOException {
        process = builder.start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::answers);
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
