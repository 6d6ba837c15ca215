package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.arguments.KeyNameOptions;
import dev.engram.collector.cli.arguments.Syntax;
import dev.engram.collector.cli.arguments.TimeConverter;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.cli.spans.ApiOptions;
import dev.engram.collector.cli.spans.CollectorSpans;
import dev.engram.collector.common.render.Text;
import dev.engram.collector.keyspace.clean.CleanKey;
import dev.engram.collector.keyspace.clean.CleanRule;
import dev.engram.collector.keyspace.clean.Cleaned;
import dev.engram.collector.keyspace.clean.Cleaner;
import dev.engram.collector.keyspace.clean.TtlRule;
import dev.engram.collector.keyspace.redis.Pace;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.keyspace.survey.Surveyor;
import dev.engram.collector.keyspace.survey.key.KeyRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Deletes keys, and says which and why. */
@Command(
        name = "clean",
        sortOptions = false,
        description =
                "Deletes the keys that match a pattern, a time to live and an age. Asks for confirmation first; prints"
                        + " each deleted key and the reason.",
        footer = Syntax.TIMES,
        mixinStandardHelpOptions = true)
final class RedisCleanCommand implements Callable<Integer> {

    /** Keys shown before the question. */
    private static final int EXAMPLES = 10;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final RedisOptions redis = new RedisOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // for the launcher, and for --help
    private final PriorityOptions priority = new PriorityOptions();

    @Option(
            names = "--pattern",
            paramLabel = "PATTERN",
            description =
                    "Redis pattern of the keys to delete, such as agent:* (default with --orphans and --unused: all"
                            + " keys).")
    private @Nullable String pattern;

    @Option(
            names = "--ttl",
            paramLabel = "zero|none|any",
            description =
                    "Time to live of the keys to delete. zero: the command TTL returns 0, which means less than half"
                            + " a second; none: keys that never expire; any: all keys (default with --orphans and"
                            + " --unused).")
    private @Nullable TtlRule ttl;

    @Option(
            names = "--orphans",
            description = "Delete only companions (see --companion) whose owner is gone, as redis survey reports them.")
    private boolean orphans;

    @Option(
            names = "--unused",
            description =
                    "Delete only keys that were written once and never read, by the spans of a running collector, as"
                            + " redis survey reports them.")
    private boolean unused;

    @Mixin
    private final KeyNameOptions names = new KeyNameOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "Delete only keys that were neither read nor written for this time: 2h, 7d. Redis does not store when"
                            + " a key was created.")
    private @Nullable Duration olderThan;

    @Option(names = "--dry-run", description = "Print which keys would be deleted, but delete nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Option(
            names = "--busy",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Largest share of the server's time to use, from 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double busy;

    @Override
    public Integer call() throws Failure {
        Pace pace;
        CleanRule rule;
        try {
            pace = Pace.share(busy);
            rule = rule();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (RedisException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        try (RedisServer server = RedisServer.open(redis.address(), pace)) {
            Cleaner cleaner = new Cleaner(server, new ProgressLine(System.err));
            if (dryRun) {
                Cleaned found = cleaner.find(rule, key -> Output.println(line("would delete ", key)));
                System.err.println(summary(rule, found, found.meant(), " would be deleted."));
            } else if (yes || isWanted(cleaner, rule)) {
                Cleaned cleaned = cleaner.clean(rule, key -> Output.println(line("deleted ", key)));
                System.err.println(summary(
                        rule, cleaned, cleaned.deleted(), cleaned.deleted() == 1 ? " was deleted." : " were deleted."));
            }
            return 0;
        } catch (RedisException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private CleanRule rule() throws RedisException, Failure {
        boolean isFound = orphans || unused;
        if (!isFound && (pattern == null || ttl == null)) {
            throw new IllegalArgumentException(
                    "Say which keys to delete: --pattern and --ttl, or --orphans, or --unused.");
        }
        return new CleanRule(
                pattern == null ? "*" : pattern,
                ttl == null ? TtlRule.ANY : ttl,
                olderThan,
                orphans ? names.companion() : null,
                unused ? unused() : null);
    }

    private Set<KeyRef> unused() throws RedisException, Failure {
        SurveySettings settings = SurveySettings.of(redis.address())
                .namespaces(names.namespaces())
                .templates(names.templates())
                .accesses(new CollectorSpans(api.client()).accesses())
                .share(busy)
                .build();
        return new Surveyor(settings).unusedKeys();
    }

    /** Says what would be deleted, and asks. */
    private static boolean isWanted(Cleaner cleaner, CleanRule rule) throws RedisException, Failure {
        List<CleanKey> examples = new ArrayList<>();
        Cleaned found = cleaner.find(rule, key -> {
            if (examples.size() < EXAMPLES) {
                examples.add(key);
            }
        });
        System.err.println(summary(rule, found, found.meant(), " would be deleted."));
        if (found.meant() == 0) {
            return false;
        }
        examples.forEach(key -> System.err.println(line("  ", key)));
        if (found.meant() > examples.size()) {
            System.err.println("  and " + (found.meant() - examples.size()) + " more");
        }
        return Question.isYes("Delete them?", "Nothing was deleted");
    }

    private static String line(String before, CleanKey key) {
        return before + Text.safe(key.name()) + " (" + key.why() + ")";
    }

    private static String summary(CleanRule rule, Cleaned cleaned, long keys, String what) {
        return String.format(
                Locale.ROOT,
                "Of %,d keys like %s, %,d%s with %s%s%s",
                cleaned.looked(),
                rule.pattern(),
                keys,
                (rule.companion() == null ? "" : " whose owner is gone")
                        + (rule.only() == null ? "" : " that nobody read"),
                rule.ttl().title(),
                rule.unusedFor() == null
                        ? ""
                        : " and not used for " + rule.unusedFor().toSeconds() + " s",
                what);
    }
}
