package dev.engram.agent.weave;

import dev.engram.agent.async.AsyncCalls;
import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.client.RedisClients;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.bootstrap.Probe;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/** The real weaver, recorder and ring in this JVM, with what came off the ring to look at. */
public final class Recording implements AutoCloseable, CallConsumer {

    /** One complete frame, copied. */
    public record Seen(
            Site site,
            long traceId,
            long spanId,
            long parentSpanId,
            @Nullable Object key,
            @Nullable Object value,
            @Nullable Object namespace,
            @Nullable Object ttl,
            @Nullable Object agentId,
            byte found,
            long resultCount,
            @Nullable Throwable thrown,
            List<@Nullable Object> attributes) {

        public String span() {
            return site instanceof MemorySite memory ? memory.spanName() : site.method();
        }
    }

    private final Sites sites = new Sites();
    // Larger than what any test records at once, or a busy machine would drop calls.
    private final EventRing ring = new EventRing(8192, sites::get).start(this);
    private final AsyncRecorder recorder = new AsyncRecorder(sites, ring, Sampler.alwaysOn(), true, false);
    private final AsyncCalls async = recorder.calls();
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor();
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final Weaver weaver;

    public Recording(boolean byConvention, Rule... rules) {
        this(new RuleBook(List.of(rules), Packs.none(byConvention)));
    }

    public Recording(RuleBook book) {
        Instrumentation instrumentation = ByteBuddyAgent.install();
        weaver = new Weaver("test", book, RedisClients.calls(CommandRecording.ALL), sites, instrumentation, null);
        Future<?> unused = sweeping.scheduleWithFixedDelay(async::sweep, 4, 4, TimeUnit.MILLISECONDS);
        Probe.install(recorder);
        weaver.install();
    }

    /** A rule whose fields are given as name, path, name, path. */
    public static Rule rule(Class<?> type, String method, Operation operation, String... fields) {
        return rule(type, method, null, operation, fields);
    }

    public static Rule rule(
            Class<?> type, String method, @Nullable List<String> params, Operation operation, String... fields) {
        return rule(type.getName(), method, params, operation, fields);
    }

    static Rule rule(String type, String method, @Nullable List<String> params, Operation operation, String... fields) {
        Map<Field, List<Path>> paths = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            paths.put(Objects.requireNonNull(Field.of(fields[i])), List.of(Path.parse(fields[i + 1])));
        }
        return Rule.memory(new Source("test.yaml", 7), type, method, operation)
                .params(params)
                .fields(paths)
                .build();
    }

    /** The calls that wait for their results. */
    public AsyncCalls async() {
        return async;
    }

    public MatchReport report() {
        return weaver.report();
    }

    /** What was recorded so far, in the order of completion. */
    public List<Seen> seen() {
        if (!ring.drain(10, TimeUnit.SECONDS)) {
            throw new AssertionError("The ring was not drained.");
        }
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    @Override
    public void onCall(RecordedCall frame) {
        seen.add(new Seen(
                Objects.requireNonNull(frame.site),
                frame.traceIdLow,
                frame.spanId,
                frame.parentSpanId,
                frame.key,
                frame.value,
                frame.namespace,
                frame.ttl,
                frame.agentId,
                frame.found,
                frame.resultCount,
                frame.thrown,
                new ArrayList<>(Arrays.asList(frame.attributes).subList(0, frame.attributeCount))));
    }

    @Override
    public void onPause() {}

    @Override
    public void onError(Throwable thrown) {
        throw new AssertionError(thrown);
    }

    @Override
    public void close() throws InterruptedException {
        Probe.install(null);
        weaver.uninstall();
        sweeping.shutdownNow();
        ring.stop(10, TimeUnit.SECONDS);
    }
}
