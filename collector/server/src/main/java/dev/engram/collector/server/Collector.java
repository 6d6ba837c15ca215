package dev.engram.collector.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.server.api.ApiServices;
import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.forward.Forwarder;
import dev.engram.collector.server.jaeger.StorageService;
import dev.engram.collector.server.mcp.McpEndpoint;
import dev.engram.collector.server.mcp.McpTools;
import dev.engram.collector.server.otlp.Intake;
import dev.engram.collector.server.otlp.OtlpServices;
import dev.engram.collector.server.otlp.RequestDecoder;
import dev.engram.collector.server.otlp.RequestForwarder;
import dev.engram.collector.server.page.Page;
import dev.engram.collector.server.prometheus.Exposition;
import dev.engram.collector.server.prometheus.LatestPoints;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryRunner;
import dev.engram.collector.server.store.Store;
import dev.engram.collector.server.store.StoreCounts;
import dev.engram.collector.server.store.duckdb.StoreException;
import dev.engram.collector.server.store.read.LineageReader;
import dev.engram.collector.server.store.read.SpanSearch;
import dev.engram.collector.server.store.read.TraceReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A running collector: three ports and a store.
 *
 * <p>Guarantees: what a sender was told is accepted is written, also when the collector is closed right after. A span is
 * queryable within a second of its arrival. Memory is bounded by the options. Thread-safe.
 *
 * <pre>{@code
 * try (Collector collector = Collector.start(CollectorOptions.defaults())) {
 *     // send spans to collector.grpcPort() or collector.httpPort()
 *     Table table = collector.query("SELECT name, duration_ms FROM spans");
 * }
 * }</pre>
 */
public final class Collector implements AutoCloseable {

    private static final Duration FLUSH_DEADLINE = Duration.ofSeconds(10);
    private static final int READS = 4;
    private static final int WAITING_READS = 32;
    private static final Duration POLL = Duration.ofMillis(50);

    /** Traces that {@link #awaitTrace} looks at. */
    private static final int AWAITED = 100;

    private final CollectorOptions options;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Store store;
    private final TraceReader traces;
    private final QueryRunner queries;
    private final @Nullable Forwarder forwarder;
    private final Intake intake;
    private final Endpoint grpc;
    private final Endpoint http;
    private final Endpoint api;
    private final @Nullable KeyspaceWatch keyspace;

    private Collector(CollectorOptions options) throws StartException {
        this.options = options;
        forbidOpenPorts(options);
        boolean started = false;
        try {
            store = open(options);
            parts.push(store);
            traces = new TraceReader(store);
            queries = new QueryRunner(store, options.queryLimits());
            parts.push(queries);
            forwarder = forward(options);
            LatestPoints latest = new LatestPoints();
            intake = new Intake(
                    store, forwarder == null ? RequestForwarder.NONE : forwarder, latest, options.maxRequestBytes());
            int cores = Runtime.getRuntime().availableProcessors();
            ExecutorService decoders = Threads.fixed("engram-decode", Math.max(2, cores));
            parts.push(decoders::shutdown);
            boolean isLocal = Endpoint.isLoopback(options.host());
            ExecutorService storage = Threads.fixed("engram-storage", 4);
            parts.push(storage::shutdown);
            SpanSearch spans = new SpanSearch(store);
            ExecutorService readers = Threads.few("engram-api", READS, WAITING_READS);
            parts.push(readers::shutdown);

            grpc = listen("OTLP over gRPC", "--grpc-port", options.grpcPort(), server -> {
                OtlpServices.grpc(server, intake, decoders);
                new StorageService(spans, storage).addTo(server);
            });
            http = listen(
                    "OTLP over HTTP",
                    "--http-port",
                    options.httpPort(),
                    server -> OtlpServices.http(server, intake, decoders));
            LineageReader lineages = new LineageReader(store);
            ApiServices services = new ApiServices(
                    queries,
                    traces,
                    lineages,
                    spans,
                    this::status,
                    store::trouble,
                    new Exposition(latest, this::status),
                    readers);
            McpEndpoint mcp = new McpEndpoint(new McpTools(queries, traces, lineages), readers);
            parts.push(mcp);
            Page page = new Page(store);
            api = listen("queries", "--api-port", options.apiPort(), server -> {
                page.addTo(server);
                services.addTo(server);
                // Where nobody is asked who he is, others than this machine's programs have no tools.
                if (isLocal || options.access().token() != null) {
                    server.service("/mcp", mcp);
                }
            });
            // Ended before the port, which would wait for its streams.
            parts.push(page);
            forbidRing();
            keyspace = watchKeyspace(options);
            started = true;
        } finally {
            if (!started) {
                closeParts();
            }
        }
    }

    /**
     * Opens the database and the ports.
     *
     * @throws StartException where a port or the database cannot be had; the message is one sentence
     */
    public static Collector start(CollectorOptions options) throws StartException {
        return new Collector(options);
    }

    public int grpcPort() {
        return grpc.port();
    }

    public int httpPort() {
        return http.port();
    }

    public int apiPort() {
        return api.port();
    }

    /** Base address of the HTTP API. */
    public String apiUrl() {
        return url(apiPort());
    }

    /** One line for each port that was taken, and what took its place. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The traces as {@link TraceReader#telling} orders them: those of tasks first, those of database calls alone last. */
    public List<TraceSummary> traces(int limit) {
        try {
            return traces.telling(limit);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public Optional<Trace> trace(String traceId) {
        try {
            return traces.read(traceId);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The first of {@link #traces}. */
    public Optional<Trace> latestTrace() {
        return traces(1).stream().findFirst().flatMap(trace -> trace(trace.traceId()));
    }

    /**
     * Waits for a trace that matches and to which nothing was added for a while.
     *
     * @param quiet how long its number of spans must stay the same
     * @return empty when there was none within the timeout
     */
    public Optional<TraceSummary> awaitTrace(Predicate<TraceSummary> wanted, Duration quiet, Duration timeout)
            throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        long since = System.nanoTime();
        Optional<TraceSummary> last = Optional.empty();
        while (true) {
            Optional<TraceSummary> now = traces(AWAITED).stream().filter(wanted).findFirst();
            if (!now.equals(last)) {
                last = now;
                since = System.nanoTime();
            } else if (now.isPresent() && System.nanoTime() - since >= quiet.toNanos()) {
                return now;
            }
            if (System.nanoTime() - end >= 0) {
                return Optional.empty();
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /**
     * Runs one reading SQL statement on the views {@code spans} and {@code metrics}.
     *
     * @throws QueryException where it cannot be run; the message is one sentence
     */
    public Table query(String sql) throws QueryException {
        return queries.run(sql);
    }

    /** Waits until all that was accepted before can be queried; false when that took longer than ten seconds. */
    public boolean flush() throws InterruptedException {
        return store.flush(FLUSH_DEADLINE);
    }

    /** What was received and kept, the ports and the database. */
    public JsonNode status() {
        StoreCounts counts = store.counts();
        ObjectNode status = Json.mapper().createObjectNode();
        ObjectNode items = status.putObject("items");
        items.put("accepted", counts.accepted())
                .put("stored", counts.stored())
                .put("duplicates", counts.duplicates())
                .put("failed", counts.failed())
                .put("queued", counts.accepted() - counts.stored() - counts.duplicates() - counts.failed())
                .put("dropped", counts.expired())
                .put("rejected", intake.rejected())
                .put("replaced", counts.replaced());
        items.putObject("duplicatesBy")
                .put("same", counts.duplicates() - counts.older())
                .put("older_version", counts.older());
        status.put("refusedRequests", intake.refused());
        ObjectNode notKept = status.putObject("fieldsNotKept");
        intake.notKept().forEach(notKept::put);
        status.put("spans", store.spans());
        status.put("metricPoints", store.metricPoints());
        status.putObject("ports")
                .put("grpc", grpcPort())
                .put("http", httpPort())
                .put("api", apiPort());
        Path folder = store.settings().folder();
        if (forwarder != null) {
            status.set("forward", forwarder.status());
        }
        if (keyspace != null) {
            status.set("keyspace", keyspace.status());
        }
        status.put("database", folder == null ? "temporary" : folder.toString());
        status.put("databaseBytes", store.bytesWithLogs());
        String trouble = store.trouble();
        if (trouble != null) {
            status.put("trouble", trouble);
        }
        status.put("maxSpans", store.settings().maxSpans());
        return status;
    }

    /** Takes nothing more, writes and forwards what was accepted, closes ports and database. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            intake.stop();
            closeParts();
        }
    }

    private void closeParts() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = new IllegalStateException("The collector did not stop cleanly.", e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static Store open(CollectorOptions options) throws StartException {
        try {
            return Store.open(options.store(), new RequestDecoder());
        } catch (StoreException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Forwarder forward(CollectorOptions options) {
        ForwardOptions forward = options.forward();
        if (forward == null) {
            return null;
        }
        Forwarder started = new Forwarder(forward);
        parts.push(started);
        return started;
    }

    private @Nullable KeyspaceWatch watchKeyspace(CollectorOptions options) throws StartException {
        SurveySettings settings = options.surveyRedis();
        if (settings == null) {
            return null;
        }
        KeyspaceWatch started = KeyspaceWatch.start(settings, options.surveyFile(), queries, intake);
        parts.push(started);
        return started;
    }

    /** A collector that forwards to itself would never come to rest. */
    private void forbidRing() throws StartException {
        ForwardOptions forward = options.forward();
        if (forward != null
                && (forward.port() == grpcPort() || forward.port() == httpPort())
                && Endpoint.isHere(forward.host())) {
            throw new StartException("The address to forward to, " + forward.place()
                    + ", is this collector's own; give --forward the address of another.");
        }
    }

    /** Beyond this machine the data are not to be open to all by mistake. */
    private static void forbidOpenPorts(CollectorOptions options) throws StartException {
        if (!options.isInsecure() && options.access().token() == null && !Endpoint.isLoopback(options.host())) {
            throw new StartException(
                    "On " + options.host() + " everyone who reaches this machine could read and write the"
                            + " data; give --token-file, or --insecure if all who reach it may.");
        }
    }

    private Endpoint listen(
            String name,
            String option,
            CollectorOptions.Port port,
            java.util.function.Consumer<com.linecorp.armeria.server.ServerBuilder> services)
            throws StartException {
        Endpoint endpoint = Endpoint.start(name, option, options.host(), port, options.access(), services);
        parts.push(endpoint);
        String note = endpoint.note();
        if (note != null) {
            notes.add(note);
        }
        return endpoint;
    }

    private String url(int port) {
        String host = options.host();
        return options.access().protocol().uriText() + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port;
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("The store cannot be read: " + e.getMessage(), e);
    }
}
