package dev.engram.agent.telemetry.http;

import dev.engram.agent.telemetry.export.OtherProtocolException;
import dev.engram.agent.text.Texts;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.util.Locale;

/** Reads one HTTP/1.1 answer off a connection. Of its body the first 64 KiB are read. */
final class HttpReader {

    private static final int MAX_BODY = 1 << 16;

    /** Bytes of all lines that are no body. */
    private static final int MAX_LINES = 1 << 16;

    private final Connection connection;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);
    private int lineBytes;
    private int status;
    private long contentLength;
    private boolean isChunked;
    private boolean isLast;
    private long retryAfterSeconds;
    private String contentType = "";

    HttpReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * Reads the answer to a POST.
     *
     * @throws SocketException when the connection was closed before the first byte: nobody may have seen the request
     */
    HttpAnswer read() throws IOException {
        do {
            readHead();
        } while (status >= 100 && status < 200);
        if (status == 204 || status == 304) {
            contentLength = 0;
        } else if (isChunked) {
            readChunks();
        } else if (contentLength >= 0) {
            readBody(contentLength);
        } else {
            isLast = true;
            readBody(Long.MAX_VALUE);
        }
        return new HttpAnswer(status, body.toByteArray(), retryAfterSeconds, contentType);
    }

    /** Whether the connection is of no use for another request. */
    boolean isLast() {
        return isLast;
    }

    private void readHead() throws IOException {
        status = statusOf(line(true));
        contentLength = -1;
        isChunked = false;
        contentType = "";
        for (String line = line(false); !line.isEmpty(); line = line(false)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                header(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
    }

    private int statusOf(String line) throws ProtocolException {
        if (line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ') {
            isLast |= line.charAt(7) == '0';
            try {
                return Integer.parseInt(line.substring(9, 12));
            } catch (NumberFormatException no) {
                // Said below.
            }
        }
        throw new ProtocolException("Invalid status line: \"" + Texts.cut(line, 100) + "\"");
    }

    private void header(String name, String value) throws ProtocolException {
        switch (name) {
            case "content-length" -> contentLength = number(value, 10);
            case "transfer-encoding" ->
                isChunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
            case "connection" -> isLast |= value.equalsIgnoreCase("close");
            case "content-type" -> contentType = value;
            case "retry-after" -> retryAfterSeconds = HttpAnswer.retryAfter(value);
            default -> {}
        }
    }

    private static long number(String text, int radix) throws ProtocolException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException no) {
            // Said below.
        }
        throw new ProtocolException("Invalid length: \"" + Texts.cut(text, 100) + "\"");
    }

    private void readChunks() throws IOException {
        while (true) {
            String line = line(false);
            int extension = line.indexOf(';');
            long size = number((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
            if (size == 0) {
                break;
            }
            readBody(size);
            if (isFull()) {
                return;
            }
            line(false);
        }
        while (!line(false).isEmpty()) {
            // Trailers say nothing to us.
        }
    }

    private void readBody(long size) throws IOException {
        for (long i = 0; i < size; i++) {
            int each = connection.read();
            if (each < 0) {
                if (size == Long.MAX_VALUE) {
                    return;
                }
                throw new EOFException("the answer is cut off");
            }
            body.write(each);
            if (isFull()) {
                // The rest is left where it is, and the connection with it.
                isLast = true;
                return;
            }
        }
    }

    private boolean isFull() {
        return body.size() >= MAX_BODY;
    }

    private String line(boolean isFirst) throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            int each = connection.read();
            if (each < 0) {
                if (isFirst && line.length() == 0) {
                    throw new SocketException("the connection was closed without an answer");
                }
                throw new EOFException("the answer is cut off");
            }
            if (isFirst && line.length() == 0) {
                OtherProtocolException.check(each);
            }
            if (++lineBytes > MAX_LINES) {
                throw new ProtocolException("the answer's head has no end");
            }
            if (each == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            line.append((char) each);
        }
    }
}
