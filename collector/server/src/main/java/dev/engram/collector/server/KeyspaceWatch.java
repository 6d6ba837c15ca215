package dev.engram.collector.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.keyspace.survey.Surveyor;
import dev.engram.collector.keyspace.survey.report.Announcer;
import dev.engram.collector.keyspace.survey.report.KeyspaceMetrics;
import dev.engram.collector.keyspace.survey.report.StatsJson;
import dev.engram.collector.keyspace.survey.report.TimeSeries;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import dev.engram.collector.keyspace.survey.usage.SpanAccess;
import dev.engram.collector.server.otlp.Intake;
import dev.engram.collector.server.otlp.MetricEncoder;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryRunner;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running collector's surveyor of a Redis: who used the keys is known from the collector's own spans, and the metrics of
 * each survey go the way of all metrics received.
 */
final class KeyspaceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceWatch.class);
    private static final String SERVICE = "engram-collector";
    private static final String SCOPE = "dev.engram.redis.survey";
    private static final long FILE_BYTES = 64L << 20;

    private final Surveyor surveyor;
    private final @Nullable TimeSeries series;

    private KeyspaceWatch(Surveyor surveyor, @Nullable TimeSeries series) {
        this.surveyor = surveyor;
        this.series = series;
    }

    /**
     * Starts surveying. A Redis that is not there yet is waited for.
     *
     * @param file gets the surveys as lines; null for none
     * @throws StartException where the file cannot be written
     */
    static KeyspaceWatch start(SurveySettings settings, @Nullable Path file, QueryRunner queries, Intake intake)
            throws StartException {
        Surveyor surveyor = new Surveyor(settings.with(new SpanAccess(sql -> query(queries, sql))));
        TimeSeries series = null;
        try {
            if (file != null) {
                series = new TimeSeries(file, FILE_BYTES);
                surveyor.addListener(series);
            }
        } catch (IOException e) {
            throw new StartException("The file " + file + " for surveys cannot be written: " + e.getMessage() + ".", e);
        }
        surveyor.addListener(new KeyspaceMetrics(
                settings.address().toString(),
                points -> intake.takeMetrics(MetricEncoder.encode(SERVICE, SCOPE, points))));
        surveyor.addListener(new Announcer(LOG::info, LOG::warn));
        surveyor.start();
        return new KeyspaceWatch(surveyor, series);
    }

    private static Table query(QueryRunner queries, String sql) throws AccessLog.Unavailable {
        try {
            return queries.run(sql);
        } catch (QueryException e) {
            throw new AccessLog.Unavailable("the collector's own query failed (" + e.getMessage() + ")", e);
        }
    }

    /** The report as JSON; empty before the first survey. */
    ObjectNode status() {
        return surveyor.report().map(StatsJson::of).orElseGet(Json.mapper()::createObjectNode);
    }

    @Override
    public void close() throws IOException {
        surveyor.close();
        if (series != null) {
            series.close();
        }
    }
}
