package dev.engram.collector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.json.Json;
import dev.engram.collector.model.Table;
import dev.engram.collector.otlp.Intake;
import dev.engram.collector.otlp.MetricEncoder;
import dev.engram.collector.redis.trace.AccessLog;
import dev.engram.collector.redis.trace.MemoryTracer;
import dev.engram.collector.redis.trace.SpanAccess;
import dev.engram.collector.redis.trace.TracerSettings;
import dev.engram.collector.redis.trace.report.Announcer;
import dev.engram.collector.redis.trace.report.KeyspaceMetrics;
import dev.engram.collector.redis.trace.report.StatsJson;
import dev.engram.collector.redis.trace.report.TimeSeries;
import dev.engram.collector.sql.QueryException;
import dev.engram.collector.sql.QueryRunner;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running collector's tracer of a Redis: who used the keys is known from the collector's own spans, and the metrics of
 * each trace go the way of all metrics received.
 */
final class KeyspaceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceWatch.class);
    private static final String SERVICE = "engram-collector";
    private static final String SCOPE = "dev.engram.redis.trace";
    private static final long FILE_BYTES = 64L << 20;

    private final MemoryTracer tracer;
    private final @Nullable TimeSeries series;

    private KeyspaceWatch(MemoryTracer tracer, @Nullable TimeSeries series) {
        this.tracer = tracer;
        this.series = series;
    }

    /**
     * Starts tracing. A Redis that is not there yet is waited for.
     *
     * @param file gets the traces as lines; null for none
     * @throws StartException where the file cannot be written
     */
    static KeyspaceWatch start(TracerSettings settings, @Nullable Path file, QueryRunner queries, Intake intake)
            throws StartException {
        MemoryTracer tracer = new MemoryTracer(settings.with(new SpanAccess(sql -> query(queries, sql))));
        TimeSeries series = null;
        try {
            if (file != null) {
                series = new TimeSeries(file, FILE_BYTES);
                tracer.addListener(series);
            }
        } catch (IOException e) {
            throw new StartException("The file " + file + " for traces cannot be written: " + e.getMessage() + ".", e);
        }
        tracer.addListener(new KeyspaceMetrics(
                settings.address().toString(),
                points -> intake.takeMetrics(MetricEncoder.encode(SERVICE, SCOPE, points))));
        tracer.addListener(new Announcer(LOG::info, LOG::warn));
        tracer.start();
        return new KeyspaceWatch(tracer, series);
    }

    private static Table query(QueryRunner queries, String sql) throws AccessLog.Unavailable {
        try {
            return queries.run(sql);
        } catch (QueryException e) {
            throw new AccessLog.Unavailable("the collector's own query failed (" + e.getMessage() + ")", e);
        }
    }

    /** The report as JSON; empty before the first trace. */
    ObjectNode status() {
        return tracer.report().map(StatsJson::of).orElseGet(Json.mapper()::createObjectNode);
    }

    @Override
    public void close() throws IOException {
        tracer.close();
        if (series != null) {
            series.close();
        }
    }
}
