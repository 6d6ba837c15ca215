package dev.engram.benchmarks.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 request: its head read, its body still to be read. */
final class Request {

    private static final int MAX_HEAD = 1 << 16;

    private final String method;
    private final String path;
    private final Body body;
    private final String encoding;

    private Request(String method, String path, Body body, String encoding) {
        this.method = method;
        this.path = path;
        this.body = body;
        this.encoding = encoding;
    }

    /**
     * Reads the head of the next request.
     *
     * @param out where a client is told to go on that waits for it
     * @return null when the client has closed the connection
     */
    static @Nullable Request read(InputStream in, OutputStream out) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        String[] words = first.split(" ", -1);
        if (words.length != 3) {
            throw new MalformedException("no request line: " + first);
        }
        long length = 0;
        boolean isChunked = false;
        String encoding = "";
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).trim().toLowerCase(Locale.ROOT);
            switch (header.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> isChunked = value.equals("chunked");
                case "content-encoding" -> encoding = value;
                case "expect" -> {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
                default -> {
                    // Nothing that a count depends on.
                }
            }
        }
        return new Request(words[0], words[1], isChunked ? new Body(in) : new Body(in, length), encoding);
    }

    String method() {
        return method;
    }

    /** Without the query. */
    String path() {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** The body, decompressed. */
    InputStream content() throws IOException {
        return switch (encoding) {
            case "gzip" -> new GZIPInputStream(body, 1 << 16);
            case "deflate" -> new InflaterInputStream(body);
            case "", "identity" -> body;
            default -> throw new MalformedException("an encoding that is not known: " + encoding);
        };
    }

    /** Reads what is left of the body, so that the next request can follow. */
    void finish() throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
    }

    /** Without its end; null at the end of the stream. */
    static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next != '\n') {
            if (next < 0 || line.length() > MAX_HEAD) {
                throw new MalformedException("a line without an end");
            }
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return line.toString();
    }
}
