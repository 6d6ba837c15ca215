package dev.engram.collector.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.api.Answers;
import dev.engram.collector.server.store.read.ViewReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages what arrives, once a second, as server-sent events: {@code {"stored": spans since the start, "operations":
 * [the newest memory operations, at most 50]}}. One thread reads for all pages, and only while one listens and something
 * came. A browser that has not yet taken its last event gets none until it has, so that a slow one costs one event of memory
 * and holds up nobody.
 */
final class LiveTail implements HttpService, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTail.class);

    private static final int MOST_PAGES = 200;

    /** Seconds without news after which a page, and what is between, hears that the collector is there. */
    private static final int SILENCE = 15;

    private static final String NEWEST = Resources.text("documents/live.sql");

    private final ViewReader views;
    private final LongSupplier stored;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "engram-live");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> ticking;
    private long told = -1;
    private int silent;

    /**
     * Nobody listens yet.
     *
     * @param stored how many spans and points were stored since the start
     */
    LiveTail(ViewReader views, LongSupplier stored) {
        this.views = views;
        this.stored = stored;
        ticking = clock.scheduleWithFixedDelay(this::tell, 1, 1, TimeUnit.SECONDS);
    }

    /** An open page. */
    private static final class Listener {

        private final HttpResponseWriter writer;
        private boolean isBusy;

        Listener(HttpResponseWriter writer) {
            this.writer = writer;
        }

        /** Sends it, unless the last event is still on its way. */
        synchronized void send(String event) {
            if (!isBusy && writer.tryWrite(HttpData.ofUtf8(event))) {
                isBusy = true;
                var unused = writer.whenConsumed().thenRun(this::taken);
            }
        }

        private synchronized void taken() {
            isBusy = false;
        }
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        if (request.method() != HttpMethod.GET) {
            return Answers.error(HttpStatus.METHOD_NOT_ALLOWED, "Use GET here.");
        }
        if (listeners.size() >= MOST_PAGES) {
            return Answers.error(
                    HttpStatus.SERVICE_UNAVAILABLE, MOST_PAGES + " pages are watching already; close one of them.");
        }
        ctx.clearRequestTimeout();
        HttpResponseWriter writer = HttpResponse.streaming();
        writer.write(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.EVENT_STREAM)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .build());
        Listener listener = new Listener(writer);
        listeners.add(listener);
        var unused = writer.whenComplete().handle((done, failure) -> listeners.remove(listener));
        try {
            clock.execute(() -> first(listener));
        } catch (RejectedExecutionException e) {
            writer.close();
        }
        return writer;
    }

    private void first(Listener listener) {
        try {
            listener.send(event());
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The newest operations cannot be read: {}", e.getMessage());
        }
    }

    private void tell() {
        try {
            long now = stored.getAsLong();
            silent++;
            if (listeners.isEmpty() || (now == told && silent < SILENCE)) {
                return;
            }
            String event = now == told ? ": still here\n\n" : event();
            told = now;
            silent = 0;
            listeners.forEach(listener -> listener.send(event));
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The newest operations cannot be read: {}", e.getMessage());
        }
    }

    private String event() throws SQLException {
        ObjectNode event = Json.mapper().createObjectNode();
        event.put("stored", stored.getAsLong());
        ArrayNode operations = views.rows(NEWEST, List.of());
        event.set("operations", operations);
        // JSON has no line feeds of its own, so it is one line of the event.
        return "data: " + Json.write(event) + "\n\n";
    }

    /** Ends the streams. */
    @Override
    public void close() {
        ticking.cancel(false);
        clock.shutdownNow();
        listeners.forEach(listener -> listener.writer.close());
    }
}
