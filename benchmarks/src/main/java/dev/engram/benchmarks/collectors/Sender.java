package dev.engram.benchmarks.collectors;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Sends requests of spans to one OTLP/HTTP port over one connection, the next when the last is answered. Used by one thread. */
final class Sender implements AutoCloseable {

    private static final long PAUSE_MILLIS = 20;

    private final MemorySpans requests;
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] head;
    private long accepted;
    private long refused;

    Sender(int port, MemorySpans requests) throws IOException {
        this.requests = requests;
        socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream());
        head = ("POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/x-protobuf\r\nContent-Length: " + requests.body().length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends until that time.
     *
     * @param end in {@link System#nanoTime}
     * @param spansPerSecond 0 for as fast as it is answered
     */
    void send(long end, int spansPerSecond) throws IOException, InterruptedException {
        long step = spansPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(requests.spans()) / spansPerSecond;
        long next = System.nanoTime();
        while (System.nanoTime() - end < 0) {
            requests.renew(unixNanos());
            if (sendOnce()) {
                accepted += requests.spans();
            } else {
                refused += requests.spans();
                Thread.sleep(PAUSE_MILLIS);
            }
            next += step;
            long wait = next - System.nanoTime();
            if (step > 0 && wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
        }
    }

    private static long unixNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** Whether the request was accepted. */
    private boolean sendOnce() throws IOException {
        out.write(head);
        out.write(requests.body());
        out.flush();
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        in.skipNBytes(length);
        return status.contains(" 200");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The collector has closed the connection.");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Spans whose request was answered with 200. */
    long accepted() {
        return accepted;
    }

    /** Spans whose request was answered otherwise. */
    long refused() {
        return refused;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
