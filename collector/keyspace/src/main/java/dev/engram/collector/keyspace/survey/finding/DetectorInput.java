package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.stats.SurveyWindow;
import java.util.Collection;

/**
 * What a detector goes by.
 *
 * @param now the survey just made, still without findings
 * @param earlier the surveys before it
 * @param keys those looked at one by one
 * @param orphans companions whose owner the server does not have
 */
public record DetectorInput(
        SurveyStats now, SurveyWindow earlier, KnownKeys keys, Collection<KnownKey> orphans, FindingRules rules) {

    /** A number of the keys looked at, for all keys. */
    long scaled(long lookedAt) {
        return lookedAt * now.coverage().oneIn();
    }

    /** How many surveys there are, this one among them. */
    int surveys() {
        return earlier.size() + 1;
    }
}
