package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.survey.finding.FindingRules;
import dev.engram.collector.keyspace.survey.key.KeyTemplate;
import dev.engram.collector.keyspace.survey.key.KeyTemplates;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a keyspace is surveyed. Immutable; made by {@link #of}, each further setting has a default. */
public final class SurveySettings {

    private final Builder values;

    private SurveySettings(Builder values) {
        this.values = values;
    }

    /** Settings for that server, or cluster. */
    public static Builder of(RedisAddress address) {
        return new Builder(address);
    }

    /** The same, with this one telling what agents did. */
    public SurveySettings with(AccessLog accesses) {
        return values.copy().accesses(accesses).build();
    }

    public RedisAddress address() {
        return values.address;
    }

    public Duration interval() {
        return values.interval;
    }

    int history() {
        return values.history;
    }

    @Nullable
    String pattern() {
        return values.pattern;
    }

    Namespaces namespaces() {
        return values.namespaces;
    }

    KeyTemplates templates() {
        return values.templates;
    }

    FindingRules rules() {
        return values.rules;
    }

    int exactKeys() {
        return values.exactKeys;
    }

    double share() {
        return values.share;
    }

    Progress progress() {
        return values.progress;
    }

    @Nullable
    AccessLog accesses() {
        return values.accesses;
    }

    Clock clock() {
        return values.clock;
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {

        private final RedisAddress address;
        private Duration interval = Duration.ofSeconds(10);
        private int history = 100;
        private @Nullable String pattern;
        private Namespaces namespaces = new Namespaces(":", 1);
        private KeyTemplates templates = new KeyTemplates(List.of(KeyTemplate.DEFAULT));
        private FindingRules rules = FindingRules.defaults();
        private int exactKeys = 100_000;
        private double share = 0.25;
        private Progress progress = Progress.NONE;
        private @Nullable AccessLog accesses;
        private Clock clock = Clock.systemUTC();

        private Builder(RedisAddress address) {
            this.address = address;
        }

        /** From the end of one survey to the start of the next; at least a tenth of a second. */
        public Builder interval(Duration interval) {
            if (interval.compareTo(Duration.ofMillis(100)) < 0) {
                throw new IllegalArgumentException(
                        "The interval is at least 100 ms, not " + interval.toMillis() + " ms.");
            }
            this.interval = interval;
            return this;
        }

        /** Surveys that are kept, 1 to 1,000. */
        public Builder history(int history) {
            if (history < 1 || history > 1_000) {
                throw new IllegalArgumentException("The history is 1 to 1000 surveys, not " + history + ".");
            }
            this.history = history;
            return this;
        }

        /** Which keys, as Redis matches them; null for all. */
        public Builder pattern(@Nullable String pattern) {
            this.pattern = pattern;
            return this;
        }

        /** What of a key is its namespace. */
        public Builder namespaces(Namespaces namespaces) {
            this.namespaces = namespaces;
            return this;
        }

        /** How the application makes keys. */
        public Builder templates(KeyTemplates templates) {
            this.templates = templates;
            return this;
        }

        /** What is noteworthy. */
        public Builder rules(FindingRules rules) {
            this.rules = rules;
            return this;
        }

        /** How many keys are looked at one by one, before they are sampled; 100 to 1,000,000, about 500 bytes each. */
        public Builder exactKeys(int exactKeys) {
            if (exactKeys < 100 || exactKeys > 1_000_000) {
                throw new IllegalArgumentException(
                        "Keys looked at one by one are 100 to 1000000, not " + exactKeys + ".");
            }
            this.exactKeys = exactKeys;
            return this;
        }

        /** The part of the time in which the server may be kept busy, above 0 and at most 1. */
        public Builder share(double share) {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("The share of time is above 0 and at most 1, not " + share + ".");
            }
            this.share = share;
            return this;
        }

        /** Hears how far each survey is, on the thread that makes it. */
        public Builder progress(Progress progress) {
            this.progress = progress;
            return this;
        }

        /** Who tells what agents did; null for nobody. */
        public Builder accesses(@Nullable AccessLog accesses) {
            this.accesses = accesses;
            return this;
        }

        /** What time it is. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        public SurveySettings build() {
            return new SurveySettings(copy());
        }

        private Builder copy() {
            Builder copy = new Builder(address);
            copy.interval = interval;
            copy.history = history;
            copy.pattern = pattern;
            copy.namespaces = namespaces;
            copy.templates = templates;
            copy.rules = rules;
            copy.exactKeys = exactKeys;
            copy.share = share;
            copy.progress = progress;
            copy.accesses = accesses;
            copy.clock = clock;
            return copy;
        }
    }
}
