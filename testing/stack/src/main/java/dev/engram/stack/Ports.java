package dev.engram.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the programs listen, on the loopback interface.
 *
 * @param jaegerUi its UI and HTTP API
 * @param jaegerQuery its gRPC API
 * @param jaegerGrpc where it takes OTLP over gRPC
 * @param jaegerHttp where it takes OTLP over HTTP
 * @param jaegerHealth its health check
 * @param jaegerTelemetry its own metrics
 * @param otelcolGrpc where the OpenTelemetry Collector takes OTLP over gRPC
 * @param otelcolHttp where it takes OTLP over HTTP
 * @param otelcolMetrics where Prometheus scrapes what it has received
 * @param otelcolHealth its health check
 * @param otelcolTelemetry its own metrics
 * @param prometheus Prometheus' UI and API
 * @param engramGrpc where Engram's collector takes OTLP over gRPC
 * @param engramHttp where it takes OTLP over HTTP
 * @param engramApi where it answers queries
 */
record Ports(
        int jaegerUi,
        int jaegerQuery,
        int jaegerGrpc,
        int jaegerHttp,
        int jaegerHealth,
        int jaegerTelemetry,
        int otelcolGrpc,
        int otelcolHttp,
        int otelcolMetrics,
        int otelcolHealth,
        int otelcolTelemetry,
        int prometheus,
        int engramGrpc,
        int engramHttp,
        int engramApi) {

    static final String HOST = "127.0.0.1";

    /** The usual ports of what users open, or a free one in the place of each that is taken; any free ones of the rest. */
    static Ports usual() throws StackException {
        return choose(16686, 4317, 4318, 8889, 9090, 4319);
    }

    /** Free ports of all. */
    static Ports free() throws StackException {
        return choose(0, 0, 0, 0, 0, 0);
    }

    private static Ports choose(
            int jaegerUi, int otelcolGrpc, int otelcolHttp, int otelcolMetrics, int prometheus, int engramApi)
            throws StackException {
        int[] wanted = {
            jaegerUi, 0, 0, 0, 0, 0, otelcolGrpc, otelcolHttp, otelcolMetrics, 0, 0, prometheus, 0, 0, engramApi
        };
        int[] had = new int[wanted.length];
        List<ServerSocket> held = new ArrayList<>(); // all at once, so that none is given twice
        try {
            for (int i = 0; i < wanted.length; i++) {
                ServerSocket taken = open(wanted[i]);
                ServerSocket socket = taken == null ? new ServerSocket(0, 1, loopback()) : taken;
                held.add(socket);
                had[i] = socket.getLocalPort();
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new StackException("There are no free ports on " + HOST + ": " + e.getMessage(), e);
        }
        return new Ports(
                had[0], had[1], had[2], had[3], had[4], had[5], had[6], had[7], had[8], had[9], had[10], had[11],
                had[12], had[13], had[14]);
    }

    private static @Nullable ServerSocket open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(loopback(), port), 1);
            return socket;
        } catch (IOException e) {
            socket.close();
            return null; // taken
        }
    }

    /** By number: the loopback address of Java's own choice may be that of IPv6. */
    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
