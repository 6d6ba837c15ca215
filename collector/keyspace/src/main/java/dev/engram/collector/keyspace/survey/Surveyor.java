package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.clean.CleanRule;
import dev.engram.collector.keyspace.clean.Cleaner;
import dev.engram.collector.keyspace.redis.Pace;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.finding.DetectorInput;
import dev.engram.collector.keyspace.survey.finding.Detectors;
import dev.engram.collector.keyspace.survey.finding.SingleAccessDetector;
import dev.engram.collector.keyspace.survey.key.KeyRef;
import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.key.Sampling;
import dev.engram.collector.keyspace.survey.stats.Changes;
import dev.engram.collector.keyspace.survey.stats.Coverage;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.Ranking;
import dev.engram.collector.keyspace.survey.stats.ServerFacts;
import dev.engram.collector.keyspace.survey.stats.Summary;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.stats.SurveyWindow;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import dev.engram.collector.keyspace.survey.usage.Usage;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the keyspace of a Redis over time.
 *
 * <p>Assumptions: the server is a Redis 6 or newer, a Valkey, or a cluster of these.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Nothing is written to the server, and no key counts as used for being looked at.
 *   <li>The server is kept busy for no more than the set share of the time, in pieces of a few ten microseconds.
 *   <li>Memory is bounded: above the set number of keys they are sampled, which the figures then say.
 *   <li>A server that is gone fails the survey, not the surveyor: the next survey connects anew.
 *   <li>No listener harms the surveyor, whatever it throws.
 * </ol>
 *
 * <p>Thread-safe; surveys are made one after the other.
 *
 * <pre>{@code
 * try (Surveyor surveyor = new Surveyor(SurveySettings.of(RedisAddress.parse("redis://127.0.0.1")).build())) {
 *     surveyor.addListener(stats -> System.out.println(stats.keys() + " keys"));
 *     surveyor.start();
 *     ...
 *     surveyor.report().ifPresent(report -> System.out.print(TextReport.render(report)));
 * }
 * }</pre>
 */
public final class Surveyor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Surveyor.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    private final SurveySettings settings;
    private final Listeners listeners = new Listeners();

    /** Held while a survey is made. */
    private final Object surveying = new Object();

    private final Sampling sampling;
    private final KnownKeys known;

    /** Held for a moment at a time; guards what follows. */
    private final Object state = new Object();

    private final SurveyWindow window;
    private @Nullable SurveyStats newest;
    private long surveys;
    private long attempts;
    private long failures;
    private @Nullable String failure;
    private @Nullable Thread runner;

    public Surveyor(SurveySettings settings) {
        this.settings = settings;
        this.sampling = new Sampling(settings.exactKeys());
        this.known = new KnownKeys(settings.namespaces());
        this.window = new SurveyWindow(settings.history());
    }

    /** Tells this listener of each survey from now on. */
    public void addListener(SurveyListener listener) {
        listeners.add(listener);
    }

    /**
     * Tells any object of each survey that has a public method {@code onMemoryTrace}, which takes {@link SurveyStats} or a
     * supertype. An object without such a method is left alone.
     *
     * @return whether it has one
     */
    public boolean attach(Object agent) {
        return listeners.attach(agent);
    }

    /** Makes a survey now and one after each interval, on a thread of its own. Does nothing where that is so already. */
    public void start() {
        synchronized (state) {
            if (runner == null) {
                runner = new Thread(this::run, "engram-redis-survey");
                runner.setDaemon(true);
                runner.start();
            }
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                survey();
            } catch (RedisException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    listeners.failed(e);
                }
            } catch (RuntimeException | Error e) {
                LOG.error("A survey of {} failed; the next one tries again", settings.address(), e);
            }
            try {
                Thread.sleep(settings.interval().toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Makes no more surveys; one that is being made is given up. May be started again. Waits until it has ended. */
    public void stop() {
        Thread stopped;
        synchronized (state) {
            stopped = runner;
            runner = null;
        }
        if (stopped == null) {
            return;
        }
        stopped.interrupt();
        if (stopped == Thread.currentThread()) { // told to by a listener
            return;
        }
        try {
            stopped.join(STOP_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopped.isAlive()) {
            LOG.warn("The survey of {} does not end; it is left to itself", settings.address());
        }
    }

    /**
     * Makes one survey on the caller's thread, and tells the listeners.
     *
     * @throws RedisException where the server cannot be reached, refuses SCAN, TYPE or PTTL, or breaks off; the message
     *     is one sentence
     */
    public SurveyStats survey() throws RedisException {
        synchronized (surveying) {
            SurveyStats stats;
            try {
                stats = make().now();
            } catch (RedisException e) {
                if (!Thread.currentThread().isInterrupted()) { // else it was given up, and did not fail
                    synchronized (state) {
                        failures++;
                        failure = e.getMessage();
                    }
                }
                throw e;
            }
            synchronized (state) {
                surveys++;
                failure = null;
                window.add(stats.withoutKeys());
                newest = stats;
            }
            listeners.surveyed(stats);
            return stats;
        }
    }

    /**
     * Keys that were written once and never read, by the spans that {@link SurveySettings} name. Makes a survey of its own.
     *
     * @throws RedisException where the server cannot be asked, or spans tell of none of its namespaces; the message is
     *     one sentence
     */
    public Set<KeyRef> unusedKeys() throws RedisException {
        synchronized (surveying) {
            DetectorInput made = make();
            Usage usage = made.now().usage();
            if (usage.source() != UsageSource.SPANS) {
                throw new RedisException("It is not known which keys nobody reads: " + usage.why() + ".");
            }
            return made.keys().all().stream()
                    .filter(key -> usage.source(key.namespace()) == UsageSource.SPANS
                            && SingleAccessDetector.isSingle(made, key))
                    .map(key -> new KeyRef(key.raw()))
                    .collect(Collectors.toSet());
        }
    }

    /** Makes a survey; what it gives has the findings. */
    private DetectorInput make() throws RedisException {
        long began = System.nanoTime();
        Instant now = settings.clock().instant();
        SurveyStats before = window.last();
        long number = ++attempts;
        try (RedisServer server = open()) {
            ServerFacts facts = ServerReader.read(server);
            if (settings.pattern() == null) {
                sampling.expect(facts.keys());
                known.keepOnly(sampling);
            }
            FactReader reader = new FactReader(server, facts.countsAccesses());
            KeyspaceScan scan =
                    new KeyspaceScan(server, reader, sampling, known, settings.namespaces(), settings.progress());
            scan.run(
                    settings.pattern(),
                    number,
                    before == null,
                    now,
                    settings.pattern() == null ? Math.max(0, facts.keys()) : 0);
            KnownKeys.Change change =
                    known.settle(number, before == null ? now : before.time(), now, settings.history());
            Collection<KnownKey> orphans = new Orphans(server, settings.rules().companion()).find(known);
            Summary summary = new Summary(known, scan.namespaces(), sampling.oneIn(), before == null ? null : change);
            Usage usage = usage(summary, facts, reader, before);
            if (Thread.currentThread().isInterrupted()) { // while it waited for spans, which then are missing
                throw new RedisException("The survey was given up.");
            }
            SurveyStats stats = new SurveyStats(
                    surveys + 1,
                    now,
                    Duration.ofNanos(System.nanoTime() - began),
                    facts,
                    summary.keys(),
                    summary.bytes(),
                    reader.knowsSizes(),
                    summary.types(),
                    summary.ttl(),
                    summary.namespaces(),
                    summary.elsewhere(),
                    before == null ? null : changes(change, before.server(), facts),
                    summary.biggest(),
                    usage,
                    Ranking.rank(known, usage),
                    coverage(scan, reader),
                    notes(facts, reader, summary, usage),
                    List.of());
            DetectorInput input = new DetectorInput(stats, window, known, orphans, settings.rules());
            return new DetectorInput(stats.with(Detectors.detect(input)), window, known, orphans, settings.rules());
        }
    }

    private RedisServer open() throws RedisException {
        return RedisServer.open(settings.address(), Pace.share(settings.share()));
    }

    private Coverage coverage(KeyspaceScan scan, FactReader reader) {
        return new Coverage(
                scan.namespaces().total(),
                known.size(),
                sampling.oneIn(),
                reader.vanished(),
                sampling.oneIn() == 1 ? 0 : scan.namespaces().error());
    }

    private Changes changes(KnownKeys.Change change, ServerFacts before, ServerFacts now) {
        long oneIn = sampling.oneIn();
        return new Changes(
                change.added() * oneIn,
                change.removed() * oneIn,
                change.expired() * oneIn,
                risen(before.expiredTotal(), now.expiredTotal()),
                risen(before.evictedTotal(), now.evictedTotal()));
    }

    /** How far a counter of the server rose, -1 where that is not known; one that fell began anew with the server. */
    private static long risen(long before, long now) {
        if (before < 0 || now < 0) {
            return -1;
        }
        return now >= before ? now - before : now;
    }

    private Usage usage(Summary summary, ServerFacts facts, FactReader reader, @Nullable SurveyStats before) {
        String why = "no collector was asked";
        AccessLog log = settings.accesses();
        if (log != null) {
            try {
                Usage usage = Usage.of(
                        log.read(before == null ? Instant.EPOCH : before.time()),
                        settings.templates(),
                        settings.namespaces(),
                        known,
                        without(facts, reader));
                if (usage.countsAnyOf(
                        summary.namespaces().stream().map(NamespaceStats::name).toList())) {
                    return usage;
                }
                why = "the collector's spans tell of none of these namespaces, going by keys like "
                        + settings.templates();
            } catch (AccessLog.Unavailable e) {
                why = String.valueOf(e.getMessage());
            }
        }
        UsageSource source = without(facts, reader);
        return Usage.without(
                source, source == UsageSource.PRESENCE ? why + ", and the server does not let OBJECT be asked" : why);
    }

    /** Where usage is known from without spans. */
    private static UsageSource without(ServerFacts facts, FactReader reader) {
        if (!reader.knowsUses()) {
            return UsageSource.PRESENCE;
        }
        return facts.countsAccesses() ? UsageSource.FREQUENCY : UsageSource.IDLE;
    }

    private List<String> notes(ServerFacts facts, FactReader reader, Summary summary, Usage usage) {
        List<String> notes = new ArrayList<>();
        if (sampling.oneIn() > 1) {
            notes.add("All keys are counted, and one in " + sampling.oneIn() + " is looked at (always the same ones):"
                    + " sizes, types, TTLs and changes are extrapolated, and single keys are named out of that part.");
        }
        if (!reader.knowsSizes()) {
            notes.add("The server does not let MEMORY USAGE be asked: sizes are unknown.");
        }
        if (facts.usedMemory() < 0) {
            notes.add("The server does not let INFO be asked: its memory and what it expired and evicted are unknown.");
        }
        if (usage.source() == UsageSource.SPANS) {
            List<String> unknown = summary.namespaces().stream()
                    .map(NamespaceStats::name)
                    .filter(name -> !usage.counts(name))
                    .toList();
            if (!unknown.isEmpty()) {
                notes.add(
                        "Spans tell nothing about "
                                + (unknown.size() == 1 ? unknown.get(0) : unknown.size() + " namespaces")
                                + ": who uses these keys is unknown. If an application with Engram does, name its keys by --key-template.");
            }
        }
        if (usage.truncated()) {
            notes.add("The spans tell of more keys than can be told one by one; only those used most are.");
        }
        return List.copyOf(notes);
    }

    /** What is known so far; empty before the first survey. */
    public Optional<Report> report() {
        synchronized (state) {
            return newest == null
                    ? Optional.empty()
                    : Optional.of(Report.of(settings, newest, window.all(), surveys, failures, failure));
        }
    }

    /**
     * Deletes the keys that the rule means.
     *
     * @return their names; of very many keys {@link Cleaner} gives them one by one
     */
    public List<String> cleanKeys(CleanRule rule) throws RedisException {
        List<String> deleted = new ArrayList<>();
        try (RedisServer server = open()) {
            new Cleaner(server).clean(rule, key -> deleted.add(key.name()));
        }
        return deleted;
    }

    /** {@link #stop}. */
    @Override
    public void close() {
        stop();
    }
}
