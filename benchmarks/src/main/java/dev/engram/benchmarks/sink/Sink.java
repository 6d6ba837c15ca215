package dev.engram.benchmarks.sink;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes spans by OTLP/HTTP, Datadog's and Elastic's protocols, on one port of the loopback interface, and counts them. As
 * cheap as it can be, because it shares the machine with what is measured: one thread a connection, nothing decoded.
 *
 * <p>{@code GET /count} answers {@code spans=<all so far> bytes=<on the wire, decompressed> errors=<requests that were no
 * such message>}. Thread-safe.
 */
public final class Sink implements AutoCloseable {

    /** What a Datadog agent says of itself: that it takes traces and does nothing else. */
    private static final String DATADOG_INFO =
            "{\"version\":\"7.60.0\",\"endpoints\":[\"/v0.4/traces\",\"/v0.5/traces\"],\"client_drop_p0s\":false}";

    /** No rates: keep everything. */
    private static final String RATES = "{\"rate_by_service\":{}}";

    private final ServerSocket server;
    private final AtomicLong spans = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final SpanCount otlp = new OtlpSpans();
    private final SpanCount datadog04 = DatadogSpans.v04();
    private final SpanCount datadog05 = DatadogSpans.v05();

    /** Listens on a free port. */
    public Sink() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        daemon("accept", this::accept);
    }

    /** Prints {@code @ port=<its port>} and serves until its input ends. */
    public static void main(String[] args) throws IOException {
        try (Sink sink = new Sink()) {
            System.out.println("@ port=" + sink.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Spans that came so far. */
    public long spans() {
        return spans.get();
    }

    /** Requests so far that could not be read. */
    public long errors() {
        return errors.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "sink-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon("connection", () -> serve(socket));
            }
        } catch (IOException closed) {
            if (!server.isClosed()) {
                System.err.println("The sink takes no more connections: " + closed.getMessage());
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[1 << 20];
            Request request = Request.read(in, out);
            while (request != null) {
                buffer = answer(request, out, buffer);
                request.finish();
                request = Request.read(in, out);
            }
        } catch (SocketException gone) {
            // A process that was measured has ended.
        } catch (IOException malformed) {
            fail(malformed);
        }
    }

    private void fail(IOException malformed) {
        if (errors.incrementAndGet() <= 10) {
            System.err.println("The sink could not read a request: " + malformed.getMessage());
        }
    }

    private byte[] answer(Request request, OutputStream out, byte[] buffer) throws IOException {
        byte[] used = buffer;
        switch (request.path()) {
            case "/v1/traces" -> used = counted(request, otlp, buffer, out, "application/x-protobuf", "");
            case "/v0.4/traces" -> used = counted(request, datadog04, buffer, out, "application/json", RATES);
            case "/v0.5/traces" -> used = counted(request, datadog05, buffer, out, "application/json", RATES);
            case "/intake/v2/events" -> {
                new ElasticEvents().count(request.content(), spans::addAndGet);
                reply(out, "202 Accepted", "application/json", "");
            }
            case "/v1/metrics", "/v1/logs" -> {
                request.finish();
                reply(out, "200 OK", "application/x-protobuf", "");
            }
            case "/" -> {
                request.finish();
                reply(out, "200 OK", "application/json", "{\"version\":\"8.17.0\"}");
            }
            case "/info" -> reply(out, "200 OK", "application/json", DATADOG_INFO);
            case "/count" ->
                reply(out, "200 OK", "text/plain", "spans=" + spans + " bytes=" + bytes + " errors=" + errors);
            default -> {
                request.finish();
                reply(out, "404 Not Found", "text/plain", "");
            }
        }
        return used;
    }

    private byte[] counted(
            Request request, SpanCount count, byte[] buffer, OutputStream out, String type, String thanks)
            throws IOException {
        byte[] filled = buffer;
        int length = 0;
        try {
            InputStream in = request.content();
            int read = in.read(filled, 0, filled.length);
            while (read >= 0) {
                length += read;
                if (length == filled.length) {
                    filled = Arrays.copyOf(filled, 2 * filled.length);
                }
                read = in.read(filled, length, filled.length - length);
            }
            long came = count.count(filled, length);
            bytes.addAndGet(length);
            spans.addAndGet(came);
            reply(out, "200 OK", type, thanks);
        } catch (MalformedException malformed) {
            fail(malformed);
            reply(out, "400 Bad Request", "text/plain", "");
        }
        return filled;
    }

    private static void reply(OutputStream out, String status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        out.write(whole);
        out.flush();
    }
}
