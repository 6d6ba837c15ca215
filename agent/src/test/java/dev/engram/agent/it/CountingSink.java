package dev.engram.agent.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An OTLP endpoint over HTTP that counts the spans it gets, each by its id, and answers as its script says. Thread-safe.
 *
 * <p>Spans are <em>taken</em> when their request is answered with 200, in time or not; <em>seen</em> when it was read at
 * all.
 */
final class CountingSink implements AutoCloseable {

    /** What becomes of one request for traces. */
    record Act(int status, long delayMillis) {

        static final Act TAKE = new Act(200, 0);

        /** Reads the request and closes the connection. */
        static final Act HANG_UP = new Act(0, 0);

        static Act refuse(int status) {
            return new Act(status, 0);
        }

        /** Takes the spans, and says so late. */
        static Act takeAfter(long millis) {
            return new Act(200, millis);
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final IntFunction<Act> script;
    private final Set<Long> taken = ConcurrentHashMap.newKeySet();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock answering = new ReentrantReadWriteLock();
    private final AtomicInteger takenTwice = new AtomicInteger();
    private final AtomicInteger nested = new AtomicInteger();
    private volatile HttpServer server;
    private volatile @Nullable ExportMetricsServiceRequest metrics;

    CountingSink(IntFunction<Act> script) throws IOException {
        this.script = script;
        server = open(0);
    }

    /** Takes everything at once. */
    CountingSink() throws IOException {
        this(request -> Act.TAKE);
    }

    private HttpServer open(int port) throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        opened.setExecutor(threads);
        opened.createContext("/v1/traces", this::traces);
        opened.createContext("/v1/metrics", this::metrics);
        opened.start();
        return opened;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Refuses connections for a while. What it has taken it answers first, so that both sides count the same. */
    void goAway(long millis) throws Exception {
        int port = server.getAddress().getPort();
        answering.writeLock().lock();
        try {
            server.stop(0);
        } finally {
            answering.writeLock().unlock();
        }
        Thread.sleep(millis);
        server = open(port);
    }

    private void traces(HttpExchange exchange) throws IOException {
        answering.readLock().lock();
        try {
            answer(exchange);
        } finally {
            answering.readLock().unlock();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Act act = script.apply(requests.getAndIncrement());
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            List<Span> spans = ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .toList();
            spans.forEach(each -> seen.add(id(each)));
            if (act.equals(Act.HANG_UP)) {
                return;
            }
            if (act.status() == 200) {
                spans.forEach(this::take);
            }
            if (act.delayMillis() > 0 && closed.await(act.delayMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            exchange.sendResponseHeaders(act.status(), -1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Span span) {
        if (!taken.add(id(span))) {
            takenTwice.incrementAndGet();
        }
        if (span.getAttributesList().stream().anyMatch(each -> each.getKey().equals("memory.nested"))) {
            nested.incrementAndGet();
        }
        if (span.getStatus().getMessage().equals("Span ended during cleanup")) {
            open.add(text(span.getAttributesList(), "memory.key"));
        }
    }

    /** Spans taken that are parts of other operations. */
    long nested() {
        return nested.get();
    }

    private static long id(Span span) {
        return ByteBuffer.wrap(span.getSpanId().toByteArray()).getLong();
    }

    private static String text(List<KeyValue> attributes, String name) {
        return attributes.stream()
                .filter(each -> each.getKey().equals(name))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    private void metrics(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            metrics = ExportMetricsServiceRequest.parseFrom(body);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    int requests() {
        return requests.get();
    }

    /** Different spans in requests that were answered with 200. */
    long taken() {
        return taken.size();
    }

    /** Different spans in requests that were read. */
    long seen() {
        return seen.size();
    }

    /** Spans that came again after they had been taken. */
    int takenTwice() {
        return takenTwice.get();
    }

    /** The keys of calls that were still open at the end. */
    Set<String> open() {
        return open;
    }

    private Stream<Metric> metric(String name) {
        ExportMetricsServiceRequest last = metrics;
        if (last == null) {
            throw new IllegalStateException("No metrics have come.");
        }
        return last.getResourceMetricsList().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(each -> each.getName().equals(name));
    }

    /** A counter's value in the last metrics that came. */
    long counter(String name) {
        return points(name).mapToLong(NumberDataPoint::getAsInt).sum();
    }

    /** The same by its attribute {@code reason}, without those that are zero. */
    Map<String, Long> counterByReason(String name) {
        Map<String, Long> values = new LinkedHashMap<>();
        points(name)
                .filter(each -> each.getAsInt() != 0)
                .forEach(each -> values.put(text(each.getAttributesList(), "reason"), each.getAsInt()));
        return values;
    }

    private Stream<NumberDataPoint> points(String name) {
        return metric(name).flatMap(each -> new ArrayList<>(each.getSum().getDataPointsList()).stream());
    }

    /** How many values a histogram has counted in all. */
    long count(String name) {
        return metric(name)
                .flatMap(each -> each.getHistogram().getDataPointsList().stream())
                .mapToLong(each -> each.getCount())
                .sum();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
