package dev.engram.collector.server.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.server.otlp.SpanStream;
import dev.engram.collector.server.store.read.SpanFilter;
import dev.engram.collector.server.store.read.SpanSearch;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spans as lines of OTLP/JSON: those of a trace, or those that began in a time. Streamed, in the order of their arrival. */
final class Exports extends AbstractHttpService {

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

    /** An export may be long, but a client that reads nothing ends. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** Exports at once: each keeps a thread. */
    private static final int TURNS = 2;

    private static final MediaType LINES = MediaType.create("application", "x-ndjson");

    private final SpanSearch spans;
    private final Executor executor;
    private final Semaphore turns = new Semaphore(TURNS);

    Exports(SpanSearch spans, Executor executor) {
        this.spans = spans;
        this.executor = executor;
    }

    private interface Reading {
        void read(SpanStream stream) throws SQLException;
    }

    @Override
    protected HttpResponse doGet(ServiceRequestContext ctx, HttpRequest request) {
        Reading reading;
        try {
            reading = reading(ctx.queryParams());
        } catch (IllegalArgumentException e) {
            return Answers.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        if (!turns.tryAcquire()) {
            return Answers.error(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    TURNS + " exports are running already; try again when one has ended.");
        }
        ctx.setRequestTimeout(LONGEST);
        HttpResponseWriter answer = HttpResponse.streaming();
        answer.write(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(LINES)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .build());
        executor.execute(() -> write(reading, answer));
        return answer;
    }

    private Reading reading(QueryParams parameters) {
        String trace = parameters.get("trace");
        if (trace != null) {
            if (!trace.matches("[0-9a-fA-F]{1,32}")) {
                throw new IllegalArgumentException("trace is the id of a trace, 32 hexadecimal digits.");
            }
            return stream -> spans.read(List.of(JaegerQueries.traceId(trace)), stream);
        }
        SpanFilter filter = SpanFilter.ALL.between(
                nanos("from", parameters.get("from"), Long.MIN_VALUE),
                nanos("to", parameters.get("to"), Long.MAX_VALUE));
        return stream -> spans.each(filter, stream);
    }

    private static long nanos(String name, @Nullable String moment, long absent) {
        if (moment == null) {
            return absent;
        }
        try {
            Instant instant = Instant.parse(moment);
            return Math.addExact(TimeUnit.SECONDS.toNanos(instant.getEpochSecond()), instant.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(name + " is a moment such as 2026-11-22T08:00:00Z.", e);
        }
    }

    private void write(Reading reading, HttpResponseWriter answer) {
        try {
            SpanStream stream = SpanStream.ofLines(answer);
            reading.read(stream);
            stream.finish();
            answer.close();
        } catch (SQLException | RuntimeException e) {
            if (answer.isOpen()) {
                LOG.error("An export failed", e);
            }
            // The connection breaks, so that nobody takes what was sent for all.
            answer.close(e);
        } finally {
            turns.release();
        }
    }
}
