package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;

/** Is told of each survey, on the thread that made it. What it throws is logged once, and harms nothing. */
@FunctionalInterface
public interface SurveyListener {

    /** A survey is done. */
    void onMemoryTrace(SurveyStats stats);

    /** A survey of a running surveyor failed; the next one tries again. */
    default void onMemoryTraceFailed(RedisException failure) {}
}
