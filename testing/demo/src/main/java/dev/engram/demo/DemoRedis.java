package dev.engram.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server on a free port of the loopback interface, which keeps everything in memory. */
public final class DemoRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);
    private static final int TRIES = 3;
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String PONG = "+PONG\r\n";

    private final Supervised server;
    private final int port;

    private DemoRedis(Supervised server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param directory where the server's program is unpacked; the caller's to delete, after the server
     */
    public static DemoRedis start(Path directory) throws DemoException, InterruptedException {
        AtomicReference<String> lastLine = new AtomicReference<>("it said nothing");
        try {
            Path executable = ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .toPath();
            // Redis cannot pick a port itself, so another process may take the free one before Redis does.
            for (int i = 0; i < TRIES; i++) {
                int port = freePort();
                Supervised server = Supervised.start(command(executable, directory, port), Map.of(), lastLine::set);
                if (answers(server, port)) {
                    return new DemoRedis(server, port);
                }
                server.close();
            }
        } catch (IOException | RuntimeException e) { // the provider throws both, also for an unknown kind of machine
            throw new DemoException("Redis cannot be started: " + e.getMessage(), e);
        }
        throw new DemoException("Redis did not start; the last it said: " + lastLine.get());
    }

    /** As in {@code redis://127.0.0.1:6379}. */
    public String url() {
        return "redis://" + HOST + ":" + port;
    }

    public boolean isAlive() {
        return server.isAlive();
    }

    @Override
    public void close() {
        server.close();
    }

    private static List<String> command(Path executable, Path directory, int port) {
        return List.of(
                executable.toString(),
                "--bind",
                HOST,
                "--port",
                Integer.toString(port),
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--appendonly",
                "no");
    }

    private static boolean answers(Supervised server, int port) throws InterruptedException {
        Instant deadline = Instant.now().plus(READY_WITHIN);
        while (server.isAlive() && Instant.now().isBefore(deadline)) {
            if (ping(port) && server.isAlive()) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    private static boolean ping(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(PING);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(PONG.length()), StandardCharsets.US_ASCII).equals(PONG);
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    /** By number: the loopback address of Java's own choice may be that of IPv6. */
    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
