package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that begin a request and do not end it keep no other client out, and lose their connection. */
class SlowClientsTest {

    /** More than a server has connections. */
    private static final int MANY = 1100;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Socket> clients = new ArrayList<>();
    private TestCollector collector;

    @BeforeEach
    void start() {
        collector = new TestCollector();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket each : clients) {
            each.close();
        }
        collector.close();
    }

    /** A head and half a body, nothing, half a head, half of a second head, the beginning of HTTP/2. */
    static List<String> begun() {
        return Tier.of(
                2,
                List.of(
                        "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
                        "",
                        "POST /v1/traces HTTP/1.1\r\nHost: localh",
                        "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\nGET /x HTTP/1.1\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("begun")
    void moreThanThereAreConnectionsKeepNobodyOut(String begun) throws Exception {
        int port = collector.get().httpPort();
        for (int i = 0; i < MANY; i++) {
            connect(port, begun);
        }
        collector.send(SeedTrace.request());
        assertThat(collector.rows("SELECT count(*) FROM spans")).containsExactly(List.of(13L));
        assertThat(Http.get(collector.get().apiPort(), "/health").statusCode()).isEqualTo(200);
    }

    /** Nothing, half a head, half of a second head; and one that sends a byte now and then, and so is never idle. */
    @Test
    @Tag("full")
    void aConnectionWithoutAWholeHeadIsClosed() throws Exception {
        int port = collector.get().apiPort();
        String whole = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (String begun : List.of("", "GET /health HTTP/1.1\r\nHost: localh", whole + "GET /health HTTP/1.1\r\n")) {
            connect(port, begun);
        }
        Socket dripping = connect(port, "GET /health HTTP/1.1\r\nHost: ");
        Awaitility.await()
                .pollInterval(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> drip(dripping) || isClosed(dripping));
        for (Socket each : clients) {
            Awaitility.await().atMost(PATIENCE).until(() -> isClosed(each));
        }
    }

    /** Sends a byte, and says whether the connection is closed. */
    private static boolean drip(Socket client) throws IOException {
        try {
            client.getOutputStream().write('a');
            client.getOutputStream().flush();
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    private Socket connect(int port, String begun) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        clients.add(client);
        try {
            client.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
        } catch (SocketException closed) {
            // One of too many, and closed already.
            assertThat(clients).hasSizeGreaterThan(1);
        }
        return client;
    }

    private static boolean isClosed(Socket client) throws IOException {
        client.setSoTimeout(100);
        try {
            int read = 0;
            while (read >= 0) {
                read = client.getInputStream().read();
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
