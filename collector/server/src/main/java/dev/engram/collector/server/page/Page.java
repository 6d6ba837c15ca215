package dev.engram.collector.server.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.api.Answers;
import dev.engram.collector.server.store.Store;
import dev.engram.collector.server.store.StoreCounts;
import dev.engram.collector.server.store.read.ViewReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web page of the collector.
 *
 * <pre>
 * GET  /                       the page; /page/... its files
 * POST /api/page/DOCUMENT      what a view shows, as {@link Document}; the body has the {@link Parameters}
 * GET  /api/page/queries       [{title, text, sql}] of docs/sql.md
 * GET  /api/page/live          server-sent events, see {@link LiveTail}
 * </pre>
 *
 * <p>Two threads read for all pages, so that these hold up neither senders nor the other API; what is asked for by many is
 * read once.
 */
public final class Page implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Page.class);

    private static final int READERS = 2;
    private static final int MOST_WAITING = 200;

    /** In the order in which the page loads them. */
    static final List<String> FILES = List.of(
            "index.html",
            "style.css",
            "icon.svg",
            "lit-html.js",
            "app.js",
            "api.js",
            "route.js",
            "format.js",
            "parts.js",
            "chart.js",
            "overview.js",
            "namespace.js",
            "key.js",
            "searches.js",
            "traces.js",
            "trace.js",
            "ask.js");

    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            READERS, READERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "engram-page");
                thread.setDaemon(true);
                return thread;
            });
    private final ViewReader views;
    private final SharedAnswers answers;
    private final LiveTail live;
    private final byte[] queries =
            Json.write(Queries.of(Resources.text("sql.md"))).getBytes(StandardCharsets.UTF_8);

    public Page(Store store) {
        views = new ViewReader(store);
        answers = new SharedAnswers(readers, () -> version(store));
        live = new LiveTail(views, () -> store.counts().stored());
    }

    /** Another number whenever spans or points have come or gone. */
    private static long version(Store store) {
        StoreCounts counts = store.counts();
        return counts.stored() + counts.expired();
    }

    /** Puts the page on a server. */
    public void addTo(ServerBuilder server) {
        for (String name : FILES) {
            PageFile file = new PageFile(name);
            server.service("/page/" + name, file);
            if (name.equals("index.html")) {
                server.service("/", file);
            }
        }
        for (Document document : Document.ALL) {
            server.service("/api/page/" + document.name(), (ctx, request) -> answer(document, request));
        }
        server.service("/api/page/queries", (ctx, request) -> Answers.bytes(MediaType.JSON_UTF_8, queries));
        server.service("/api/page/live", live);
    }

    private HttpResponse answer(Document document, HttpRequest request) {
        if (request.method() != HttpMethod.POST) {
            return Answers.error(HttpStatus.METHOD_NOT_ALLOWED, "Use POST here.");
        }
        return HttpResponse.of(request.aggregate().thenCompose(whole -> {
            MediaType type = whole.contentType();
            if (type == null || !type.belongsTo(MediaType.JSON)) {
                return done(Answers.error(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json."));
            }
            Parameters parameters;
            try {
                parameters = Parameters.read(whole.contentUtf8());
            } catch (IllegalArgumentException e) {
                return done(Answers.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
            }
            return answers.get(List.of(document.name(), parameters), () -> read(document, parameters))
                    .thenApply(body -> Answers.bytes(MediaType.JSON_UTF_8, body))
                    .exceptionally(Page::failed);
        }));
    }

    private static CompletableFuture<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private byte[] read(Document document, Parameters parameters) {
        try {
            long start = System.nanoTime();
            ObjectNode read = document.read(views, parameters.at(Instant.now()));
            read.put("tookMs", (System.nanoTime() - start) / 1e6);
            return Json.write(read).getBytes(StandardCharsets.UTF_8);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static HttpResponse failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SQLTransientException) {
            return Answers.error(
                    cause instanceof SQLTimeoutException ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.SERVICE_UNAVAILABLE,
                    cause.getMessage() + " Choose a shorter time, or try again when less runs.");
        }
        if (cause instanceof RejectedExecutionException) {
            return Answers.error(
                    HttpStatus.SERVICE_UNAVAILABLE, "Many pages are waiting already; try again in a moment.");
        }
        LOG.error("A request of the page failed", cause);
        return Answers.error(HttpStatus.INTERNAL_SERVER_ERROR, "The collector failed on this request.");
    }

    /** Ends what runs; to be called before the server ends. */
    @Override
    public void close() {
        live.close();
        readers.shutdownNow();
    }
}
