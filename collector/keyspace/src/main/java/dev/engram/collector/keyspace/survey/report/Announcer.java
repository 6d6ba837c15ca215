package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.SurveyListener;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what changes, in lines: a finding when it is there that was not there in the survey before, a failure when surveys
 * begin to fail or fail otherwise (a server that is away is one failure, whatever each try ends with), the end of
 * failures, and where usage is known from. Called by one surveyor only.
 */
public final class Announcer implements SurveyListener {

    private final Consumer<String> news;
    private final Consumer<String> trouble;
    private Set<String> findings = new HashSet<>();
    /** The server that cannot be reached, or else the message of the last failure. */
    private @Nullable String failure;

    private @Nullable UsageSource source;

    /**
     * An announcer.
     *
     * @param news gets findings and the like
     * @param trouble gets failures and their end
     */
    public Announcer(Consumer<String> news, Consumer<String> trouble) {
        this.news = news;
        this.trouble = trouble;
    }

    @Override
    public void onMemoryTrace(SurveyStats stats) {
        if (failure != null) {
            failure = null;
            trouble.accept("Surveys of the keyspace work again.");
        }
        if (stats.usage().source() != source) {
            source = stats.usage().source();
            news.accept("Usage is known from " + source.title()
                    + (stats.usage().why().isEmpty() ? "" : "; " + stats.usage().why()) + ".");
        }
        Set<String> now = new HashSet<>();
        for (Finding finding : stats.findings()) {
            String what = finding.kind() + " " + finding.namespace()
                    + (finding.keys().size() == 1 ? finding.keys().get(0) : "");
            if (now.add(what) && !findings.contains(what)) {
                news.accept(TextReport.render(finding).stripTrailing());
            }
        }
        findings = now;
    }

    @Override
    public void onMemoryTraceFailed(RedisException e) {
        String message = String.valueOf(e.getMessage());
        String now = e.unreachable().orElse(message);
        if (!now.equals(failure)) {
            failure = now;
            trouble.accept("The keyspace cannot be surveyed, it is tried again: " + message);
        }
    }
}
