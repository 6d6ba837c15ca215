package dev.engram.agent.telemetry;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPInputStream;

/** A real OTLP endpoint over HTTP on a free port of the loopback interface. Keeps what it answered with 200. */
public final class OtlpSink implements AutoCloseable {

    /** As a status: never answer, until the sink is closed. */
    public static final int SILENCE = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private volatile IntUnaryOperator status = request -> 200;

    public final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
    public final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    public final List<String> headers = new CopyOnWriteArrayList<>();
    public final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();

    public OtlpSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/traces", exchange -> serve(exchange, true));
        server.createContext("/v1/metrics", exchange -> serve(exchange, false));
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the requests for traces are answered with, by their number from 0. */
    public OtlpSink answering(IntUnaryOperator next) {
        status = next;
        return this;
    }

    public int requests() {
        return requests.get();
    }

    private void serve(HttpExchange exchange, boolean isTraces) throws IOException {
        int answer = isTraces ? status.applyAsInt(requests.getAndIncrement()) : 200;
        exchange.getRequestHeaders().forEach((name, values) -> headers.add(name + ": " + values.get(0)));
        clients.add(exchange.getRemoteAddress());
        boolean isGzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = isGzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            if (answer == SILENCE) {
                body.readAllBytes();
                closed.await();
                return;
            }
            if (isTraces) {
                ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
                if (answer == 200) {
                    traces.add(request);
                }
            } else {
                metrics.add(ExportMetricsServiceRequest.parseFrom(body));
            }
            exchange.sendResponseHeaders(answer, -1);
        } catch (InterruptedException interrupted) {
            exchange.close();
            Thread.currentThread().interrupt();
        }
    }

    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        traces.forEach(request -> request.getResourceSpansList()
                .forEach(
                        resource -> resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()))));
        return spans;
    }

    public Span span(String name) {
        return spans().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No span " + name + " among " + spans()));
    }

    /** Waits for metrics that were collected after this call. Exports need a short interval. */
    public void awaitMetrics() {
        int before = metrics.size();
        // The next ones may have been collected already.
        await().atMost(Agent.LONG).pollInterval(Duration.ofMillis(5)).until(() -> metrics.size() >= before + 2);
    }

    /** The metric of the last export. */
    public Metric metric(String name) {
        return metrics.get(metrics.size() - 1).getResourceMetricsList().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No metric " + name));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
