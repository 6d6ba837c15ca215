package dev.engram.collector.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Finds out what a port speaks, by greeting it: for the one line about an endpoint that breaks connections. Sends no
 * header, no credentials and nothing received. Takes a few seconds at most.
 */
final class PortLook {

    private static final int PATIENCE_MS = (int) Duration.ofSeconds(1).toMillis();

    /** The preface of HTTP/2 and empty settings. */
    private static final byte[] HTTP2_GREETING =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] HTTP1_GREETING =
            "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private static final int TLS_ALERT = 0x15;
    private static final int HTTP2_SETTINGS = 4;

    /** What a port speaks. One that speaks both kinds of HTTP counts as the second. */
    enum Speaks {
        HTTP1,
        HTTP2,
        TLS,
        UNKNOWN
    }

    private PortLook() {}

    static Speaks at(String host, int port) {
        Speaks first = answerTo(HTTP2_GREETING, host, port);
        if (first != Speaks.UNKNOWN) {
            return first;
        }
        return isTls(host, port) ? Speaks.TLS : answerTo(HTTP1_GREETING, host, port);
    }

    private static Speaks answerTo(byte[] greeting, String host, int port) {
        try (Socket socket = connect(host, port)) {
            socket.getOutputStream().write(greeting);
            byte[] answer = socket.getInputStream().readNBytes(5);
            if (new String(answer, StandardCharsets.ISO_8859_1).equals("HTTP/")) {
                return Speaks.HTTP1;
            }
            if (answer.length == 5 && answer[0] == TLS_ALERT && answer[1] == 3) {
                return Speaks.TLS;
            }
            return answer.length == 5 && answer[0] == 0 && answer[3] == HTTP2_SETTINGS ? Speaks.HTTP2 : Speaks.UNKNOWN;
        } catch (IOException silent) {
            return Speaks.UNKNOWN;
        }
    }

    private static boolean isTls(String host, int port) {
        try (Socket socket = connect(host, port);
                SSLSocket tls = (SSLSocket)
                        ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(socket, host, port, true)) {
            tls.startHandshake();
            return true;
        } catch (SSLException e) {
            // Whatever it dislikes, it does so in TLS; only what is no record at all is said by this.
            return !String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message")
                    && !String.valueOf(e.getMessage()).contains("Remote host terminated the handshake");
        } catch (IOException silent) {
            return false;
        }
    }

    private static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
