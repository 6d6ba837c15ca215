package dev.engram.agent.telemetry;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads whole HTTP requests and answers each with the bytes that a test says. One connection at a time. */
public final class ScriptedServer implements AutoCloseable {

    /** What follows the request of this number, from 0. */
    public interface Script {
        byte[] answer(int request);
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Script script;

    /** The connection, from 0, on which each request came. */
    public final List<Integer> connections = new CopyOnWriteArrayList<>();

    /** The first lines and headers of the requests. */
    public final List<String> heads = new CopyOnWriteArrayList<>();

    public final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    /**
     * A server. It closes the connection after an answer that ends with {@link #CLOSE}, which is not sent.
     */
    public ScriptedServer(Script script) throws IOException {
        this.script = script;
        Thread thread = new Thread(this::run, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    static final String CLOSE = "<close>";

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** 200 with this body. */
    public static byte[] ok(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n"));
        out.writeBytes(body);
        return out.toByteArray();
    }

    public Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getLocalPort(),
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_BSP_SCHEDULE_DELAY", "20"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private void run() {
        for (int connection = 0; !server.isClosed(); connection++) {
            try (Socket socket = server.accept()) {
                serve(socket, connection);
            } catch (IOException ended) {
                // The other side went, or the test is over.
            }
        }
    }

    private void serve(Socket socket, int connection) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            heads.add(head);
            bodies.add(in.readNBytes(contentLength(head)));
            connections.add(connection);
            String answer = new String(script.answer(connections.size() - 1), StandardCharsets.ISO_8859_1);
            boolean closes = answer.endsWith(CLOSE);
            socket.getOutputStream()
                    .write(ascii(closes ? answer.substring(0, answer.length() - CLOSE.length()) : answer));
            if (closes) {
                return;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int each = in.read();
            if (each < 0) {
                return "";
            }
            head.append((char) each);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        return head.toLowerCase(Locale.ROOT)
                .lines()
                .filter(each -> each.startsWith("content-length:"))
                .mapToInt(each -> Integer.parseInt(each.substring(15).trim()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
