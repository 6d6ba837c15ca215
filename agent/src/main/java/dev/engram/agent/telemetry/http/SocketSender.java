package dev.engram.agent.telemetry.http;

import dev.engram.agent.text.Texts;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends by HTTP/1.1 over one kept connection, straight from the buffers of the request to the socket. For endpoints that
 * need neither TLS nor a proxy, as a collector beside the application: the JDK's client takes ten times the CPU for each
 * batch (400 to 650 µs for 512 spans) and a thread, and an agent that traces {@code java.net.http} would make spans of it.
 */
final class SocketSender extends RetryingSender {

    /** What this class writes itself or could not keep. */
    private static final Set<String> REFUSED =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private final String host;
    private final int port;
    private final String head;
    private final Connection.Buffers buffers = new Connection.Buffers();
    private @Nullable Connection connection;

    /**
     * A sender.
     *
     * @throws IllegalArgumentException when a header cannot be sent; its value is not told
     */
    SocketSender(Target target, Retries retries) {
        super(target, retries);
        // A path may be written in other letters than a request can hold.
        URI endpoint = URI.create(target.getEndpoint().toASCIIString());
        host = endpoint.getHost();
        port = endpoint.getPort() < 0 ? 80 : endpoint.getPort();
        head = head(endpoint, target);
    }

    /** Whether the endpoint can be reached without TLS and without a proxy. */
    static boolean reaches(URI endpoint) {
        if (!"http".equalsIgnoreCase(endpoint.getScheme()) || endpoint.getHost() == null) {
            return false;
        }
        ProxySelector proxies = ProxySelector.getDefault();
        if (proxies == null) {
            return true;
        }
        try {
            List<Proxy> chosen = proxies.select(endpoint);
            return chosen == null || chosen.isEmpty() || chosen.get(0).type() == Proxy.Type.DIRECT;
        } catch (RuntimeException applications) {
            // A selector may be the application's; one that fails has named no proxy.
            return true;
        }
    }

    private static String head(URI endpoint, Target target) {
        String path = endpoint.getRawPath() == null || endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        StringBuilder head = new StringBuilder("POST ")
                .append(path)
                .append(endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.getHost())
                .append(endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort())
                .append("\r\n");
        add("Content-Type", Target.CONTENT_TYPE, head);
        Compressor compressor = target.getCompressor();
        if (compressor != null) {
            add("Content-Encoding", compressor.getEncoding(), head);
        }
        target.headers()
                .forEach((name, values) -> values.forEach(value -> {
                    if (REFUSED.contains(name)) {
                        throw refused(name);
                    }
                    add(name, value, head);
                }));
        return head.append("Content-Length: ").toString();
    }

    private static void add(String name, String value, StringBuilder head) {
        if (!Texts.isHttpToken(name) || !isText(value)) {
            throw refused(name);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    // No streams: this runs once, and would load them in a process that is about to end.
    private static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException refused(String name) {
        return new IllegalArgumentException("the header '" + name + "' has a name or value that cannot be sent");
    }

    @Override
    HttpAnswer attempt(MessageWriter request, long deadline) throws IOException {
        Connection open = connect(deadline);
        boolean isKept = false;
        try {
            boolean isWhole = write(request, open);
            HttpReader reader = new HttpReader(open);
            HttpAnswer answer = reader.read();
            isKept = isWhole && !reader.isLast();
            return answer;
        } finally {
            if (!isKept) {
                close();
            }
        }
    }

    private Connection connect(long deadline) throws IOException {
        Connection kept = connection;
        if (kept != null && !kept.isStale()) {
            kept.deadline(deadline);
            return kept;
        }
        close();
        Connection opened = Connection.open(host, port, buffers, deadline);
        connection = opened;
        return opened;
    }

    /** False when the answer came before all was written. */
    private boolean write(MessageWriter request, Connection to) throws IOException {
        Compressor compressor = target.getCompressor();
        int length = request.getContentLength();
        if (compressor == null && length >= 0) {
            Body body = new Body(to);
            body.write(head(length));
            request.writeMessage(body);
            return body.finish();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.max(1024, length / 4));
        try (OutputStream compressed = compressor == null ? whole : compressor.compress(whole)) {
            request.writeMessage(compressed);
        }
        Body body = new Body(to);
        body.write(head(whole.size()));
        whole.writeTo(body);
        return body.finish();
    }

    private byte[] head(int length) {
        return (head + length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Writes to the connection until the other side answers; the rest is for nobody. */
    private static final class Body extends OutputStream {
        private final Connection to;
        private boolean isAnswered;

        Body(Connection to) {
            this.to = to;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (!isAnswered) {
                isAnswered = !to.write(bytes, offset, count);
            }
        }

        /** Sends what is left; false when the answer came first. */
        boolean finish() throws IOException {
            return !isAnswered && to.flush();
        }
    }

    @Override
    public void close() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException gone) {
                // Nothing was left to lose.
            }
        }
    }
}
