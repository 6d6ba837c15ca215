package dev.engram.collector.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.common.arguments.TimeSpan;
import dev.engram.collector.common.model.Lineage;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.JaegerJson;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.LineageJson;
import dev.engram.collector.common.render.LineageText;
import dev.engram.collector.common.render.SpanJson;
import dev.engram.collector.common.render.TableJson;
import dev.engram.collector.common.render.TraceListJson;
import dev.engram.collector.server.prometheus.Exposition;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryRunner;
import dev.engram.collector.server.store.read.LineageReader;
import dev.engram.collector.server.store.read.SpanSearch;
import dev.engram.collector.server.store.read.TraceFilter;
import dev.engram.collector.server.store.read.TraceReader;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's own HTTP API, JSON but for two pages:
 *
 * <pre>
 * GET  /health             {"status": "ok"}
 * GET  /api/status         what was received and kept, ports, database
 * POST /api/query          {"sql": "..."} -> {columns: [{name, type}], rows: [[...]], truncated}
 *      ?format=parquet     the same rows as a Parquet file; the header engram-truncated is true or false
 * GET  /api/traces?limit=N&amp;agent=A&amp;session=S&amp;key=K&amp;namespace=NS&amp;status=ok|error&amp;since=TIME&amp;minDuration=TIME
 *                          newest first, as TraceListJson; since as 5m, for what began in the last five minutes
 * GET  /api/traces/ID      or latest: {traceId, spanCount, spans: [as SpanJson]}; data has the trace in Jaeger's form
 * GET  /api/services, /api/services/NAME/operations, /api/operations?service=NAME, /api/dependencies,
 *      /api/traces?service=NAME&amp;... and ?traceID=ID
 *                          what Jaeger's API answers
 * GET  /api/export?trace=ID  or ?from=INSTANT&amp;to=INSTANT
 *                          spans as lines of OTLP/JSON
 * GET  /api/lineage?key=K&amp;namespace=NS&amp;limit=N
 *                          who wrote, read and deleted a memory key, as LineageJson
 * GET  /lineage?...        the same as plain text, for a link in a web page
 * POST of a form           the same as GET with these parameters, which no address has to hold
 * GET  /metrics            what applications sent last, and the collector's own accounts, for Prometheus
 * </pre>
 *
 * <p>There is no CORS: a page of another site can read nothing, and cannot POST, for JSON needs a preflight that is not
 * answered.
 */
public final class ApiServices {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServices.class);
    private static final int MAX_TRACES = 1000;
    private static final int MAX_KEY = 1024;
    private static final int MAX_QUERY_BYTES = 1 << 20;

    /** For the start of a process, and for those before it. */
    private static final Duration MARGIN = Duration.ofSeconds(80);

    private final QueryRunner queries;
    private final TraceReader traces;
    private final LineageReader lineages;
    private final JaegerQueries jaeger;
    private final Exports exports;
    private final Status status;
    private final Supplier<@Nullable String> trouble;
    private final Exposition metrics;
    private final Executor executor;

    /**
     * The API over these parts.
     *
     * @param trouble why data are not accepted or not kept well, null while all is well; never waits
     * @param executor where requests but for SQL wait for the database; it may reject one
     */
    public ApiServices(
            QueryRunner queries,
            TraceReader traces,
            LineageReader lineages,
            SpanSearch spans,
            Status status,
            Supplier<@Nullable String> trouble,
            Exposition metrics,
            Executor executor) {
        this.queries = queries;
        this.traces = traces;
        this.lineages = lineages;
        this.jaeger = new JaegerQueries(spans);
        this.exports = new Exports(spans, executor);
        this.status = status;
        this.trouble = trouble;
        this.metrics = metrics;
        this.executor = executor;
    }

    /** Puts the API on a server. */
    public void addTo(ServerBuilder server) {
        server.maxRequestLength(MAX_QUERY_BYTES);
        // A request's own limits end it, with a sentence: its turn, the start of a process, its time.
        server.requestTimeout(queries.limits().time().multipliedBy(2).plus(MARGIN));
        // Not on the executor: it answers also while all threads there wait for the database.
        server.service("/health", (ctx, request) -> health(request.method()));
        server.service("/api/status", beside(request -> Answers.ok(status.get())));
        server.service("/metrics", beside(this::scrape));
        server.service("/api/traces", get(this::list));
        server.service("/api/traces/{id}", get(this::trace));
        server.service("/api/services", get(call -> jaeger.services()));
        server.service("/api/services/{id}/operations", get(call -> jaeger.operationNames(String.valueOf(call.id()))));
        server.service("/api/operations", get(call -> jaeger.operations(call.parameters())));
        server.service("/api/dependencies", get(call -> jaeger.dependencies(call.parameters())));
        server.service("/api/export", exports);
        server.service("/api/lineage", get(call -> lineage(call, found -> Answers.ok(LineageJson.of(found)))));
        server.service("/lineage", get(call -> lineage(call, found -> Answers.text(LineageText.render(found)))));
        server.service("/api/query", handler(HttpMethod.POST, this::query, ctx -> queries.executor()));
        server.serviceUnder("/", (ctx, request) -> Answers.error(HttpStatus.NOT_FOUND, "There is no such page."));
    }

    private HttpResponse health(HttpMethod method) {
        if (method != HttpMethod.GET) {
            return Answers.error(HttpStatus.METHOD_NOT_ALLOWED, "Use GET here.");
        }
        String problem = trouble.get();
        return problem == null
                ? Answers.ok(Json.mapper().createObjectNode().put("status", "ok"))
                : Answers.error(HttpStatus.SERVICE_UNAVAILABLE, problem);
    }

    private interface Handler {
        HttpResponse handle(Call call) throws SQLException;
    }

    private record Call(
            AggregatedHttpRequest request, @Nullable String id, QueryParams parameters) {}

    private HttpService get(Handler handler) {
        return handler(HttpMethod.GET, handler, ctx -> executor);
    }

    /** A service that does not wait for the database, and so not for those that do. */
    private HttpService beside(Handler handler) {
        return handler(HttpMethod.GET, handler, ServiceRequestContext::blockingTaskExecutor);
    }

    private static HttpService handler(
            HttpMethod method, Handler handler, Function<ServiceRequestContext, Executor> executor) {
        return (ctx, request) -> {
            if (request.method() != method && !(method == HttpMethod.GET && isForm(request))) {
                return Answers.error(HttpStatus.METHOD_NOT_ALLOWED, "Use " + method + " here.");
            }
            CompletableFuture<HttpResponse> answer = request.aggregate()
                    .thenApplyAsync(
                            whole -> safely(
                                    handler,
                                    new Call(
                                            whole,
                                            ctx.pathParam("id"),
                                            isForm(request)
                                                    ? QueryParams.fromQueryString(whole.contentUtf8())
                                                    : ctx.queryParams())),
                            executor.apply(ctx))
                    .exceptionally(ApiServices::refused);
            return HttpResponse.of(answer);
        };
    }

    /** Parameters that no address can have, such as a key with control characters, come as a form. */
    private static boolean isForm(HttpRequest request) {
        MediaType type = request.contentType();
        return request.method() == HttpMethod.POST && type != null && type.belongsTo(MediaType.FORM_DATA);
    }

    private static HttpResponse safely(Handler handler, Call call) {
        try {
            return handler.handle(call);
        } catch (SQLTransientException e) {
            return Answers.error(
                    e instanceof SQLTimeoutException ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.SERVICE_UNAVAILABLE,
                    e.getMessage() + " Ask for less, or try again when less runs.");
        } catch (SQLException | RuntimeException e) {
            return failed(e);
        }
    }

    private static HttpResponse failed(Exception e) {
        LOG.error("A request of the API failed", e);
        return Answers.error(HttpStatus.INTERNAL_SERVER_ERROR, "The collector failed on this request.");
    }

    /** Where so many wait already that this one would wait in vain. */
    private static HttpResponse refused(Throwable failure) {
        return Exceptions.peel(failure) instanceof RejectedExecutionException
                ? Answers.error(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Too many requests wait for the database; try again in a moment.")
                : HttpResponse.ofFailure(failure);
    }

    private HttpResponse scrape(Call call) {
        Exposition.Page page = metrics.page(call.request().headers().get(HttpHeaderNames.ACCEPT));
        return Answers.page(MediaType.parse(page.contentType()), page.body());
    }

    private HttpResponse list(Call call) throws SQLException {
        if (JaegerQueries.isMeant(call.parameters())) {
            return jaeger.traces(call.parameters());
        }
        Integer limit = limit(call, MAX_TRACES);
        if (limit == null) {
            return Answers.error(HttpStatus.BAD_REQUEST, "limit is a number from 1 to " + MAX_TRACES + ".");
        }
        TraceFilter filter;
        try {
            filter = filter(call.parameters());
        } catch (IllegalArgumentException e) {
            return Answers.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return Answers.ok(TraceListJson.of(traces.list(filter, limit)));
    }

    /** The traces that the parameters ask for; the message of an IllegalArgumentException is one sentence. */
    private static TraceFilter filter(QueryParams parameters) {
        String since = parameters.get("since");
        return new TraceFilter(
                parameters.get("agent"),
                parameters.get("session"),
                parameters.get("key"),
                parameters.get("namespace"),
                failed(parameters.get("status")),
                since == null ? 0 : nanosAgo(TimeSpan.parse(since)),
                TimeUnit.NANOSECONDS.convert(TimeSpan.parse(parameters.get("minDuration", "0s"))));
    }

    private static long nanosAgo(Duration time) {
        Instant start = Instant.now().minus(time);
        return Math.max(0, TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano());
    }

    private static @Nullable Boolean failed(@Nullable String status) {
        if (status == null) {
            return null;
        }
        return switch (status) {
            case "ok" -> false;
            case "error" -> true;
            default -> throw new IllegalArgumentException("status is ok or error.");
        };
    }

    /** The parameter {@code limit}, by default 100; null where it cannot be. */
    private static @Nullable Integer limit(Call call, int most) {
        String limit = call.parameters().get("limit", "100");
        return limit.matches("[1-9]\\d{0,3}") && Integer.parseInt(limit) <= most ? Integer.valueOf(limit) : null;
    }

    private HttpResponse lineage(Call call, Function<Lineage, HttpResponse> shown) throws SQLException {
        String key = call.parameters().get("key");
        String namespace = call.parameters().get("namespace");
        if (key == null
                || key.isEmpty()
                || key.length() > MAX_KEY
                || (namespace != null && namespace.length() > MAX_KEY)) {
            return Answers.error(
                    HttpStatus.BAD_REQUEST,
                    "Name a key, such as /lineage?key=user:42&namespace=plans; both have " + MAX_KEY
                            + " characters at most.");
        }
        Integer limit = limit(call, LineageReader.MAX_OPERATIONS);
        if (limit == null) {
            return Answers.error(
                    HttpStatus.BAD_REQUEST, "limit is a number from 1 to " + LineageReader.MAX_OPERATIONS + ".");
        }
        // A link from another program's page has the parameter even where the span has no namespace.
        Lineage found = lineages.read(key, namespace == null || namespace.isEmpty() ? null : namespace, limit);
        return found.steps().isEmpty()
                ? Answers.error(
                        HttpStatus.NOT_FOUND,
                        "No operation on the key " + key
                                + (found.namespace() == null ? "" : " in the namespace " + found.namespace())
                                + " has arrived.")
                : shown.apply(found);
    }

    private HttpResponse trace(Call call) throws SQLException {
        String id = String.valueOf(call.id());
        // The latest takes a look at all traces, so only where it is needed.
        Optional<Trace> trace = id.equals("latest") ? Optional.empty() : traces.read(JaegerQueries.traceId(id));
        Optional<TraceSummary> latest = trace.isPresent() ? Optional.empty() : traces.latest();
        if (trace.isEmpty() && latest.isEmpty()) {
            return Answers.jaegerError(HttpStatus.NOT_FOUND, JaegerQueries.NOT_FOUND, "No trace has arrived yet.");
        }
        if (id.equals("latest") && latest.isPresent()) {
            trace = traces.read(latest.get().traceId());
        }
        if (trace.isEmpty()) {
            return Answers.jaegerError(
                    HttpStatus.NOT_FOUND,
                    JaegerQueries.NOT_FOUND,
                    "There is no trace " + id
                            + latest.map(other -> "; the latest is " + other.traceId() + " (" + other.name() + ").")
                                    .orElse("."));
        }
        // Two clients share this address: Jaeger's look at data alone.
        ObjectNode node = JaegerJson.answer(Json.mapper().createArrayNode().add(JaegerJson.trace(trace.get())));
        node.put("traceId", trace.get().traceId());
        node.put("spanCount", trace.get().spanCount());
        node.set("spans", SpanJson.array(trace.get().spans()));
        return Answers.ok(node);
    }

    private HttpResponse query(Call call) {
        MediaType type = call.request().contentType();
        if (type == null || !type.belongsTo(MediaType.JSON)) {
            return Answers.error(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the query as application/json.");
        }
        String sql;
        try {
            JsonNode body = Json.read(call.request().contentUtf8());
            if (!body.path("sql").isTextual()) {
                return Answers.error(HttpStatus.BAD_REQUEST, "Send {\"sql\": \"SELECT ...\"}.");
            }
            sql = body.path("sql").asText();
        } catch (JsonProcessingException e) {
            return Answers.error(HttpStatus.BAD_REQUEST, "The body is no JSON; send {\"sql\": \"SELECT ...\"}.");
        }
        String format = call.parameters().get("format", "json");
        try {
            return switch (format) {
                case "json" -> Answers.ok(TableJson.wire(queries.run(sql)));
                case "parquet" -> Answers.parquet(queries.runToFile(sql));
                default -> Answers.error(HttpStatus.BAD_REQUEST, "format is json or parquet.");
            };
        } catch (QueryException e) {
            return Answers.error(status(e.kind()), String.valueOf(e.getMessage()));
        }
    }

    private static HttpStatus status(QueryException.Kind kind) {
        return switch (kind) {
            case INVALID, TOO_LARGE -> HttpStatus.BAD_REQUEST;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case TIMEOUT -> HttpStatus.REQUEST_TIMEOUT;
            case BUSY, UNREADABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }
}
