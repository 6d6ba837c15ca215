package dev.engram.agent.lifecycle;

import dev.engram.agent.async.AsyncCalls;
import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.client.RedisClients;
import dev.engram.agent.config.Settings;
import dev.engram.agent.context.HandOver;
import dev.engram.agent.context.HandOvers;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.telemetry.Pipeline;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.weave.MatchReport;
import java.util.List;

/**
 * The parts that Engram's own agent and the extension of the OpenTelemetry Java agent put together alike: the rules that were
 * read, and the way of the data from the recorder through the ring to the telemetry. What weaves and what exports differ.
 */
public final class RecordingParts {

    private final Settings settings;
    private final LoadedRules rules;
    private final Sites sites = new Sites();
    private final EventRing ring;
    private final AsyncRecorder recorder;

    /** Reads the rules, and makes the ring and the recorder. Nothing runs yet. */
    public RecordingParts(Settings settings, Sampler sampler) {
        this.settings = settings;
        rules = LoadedRules.read(settings);
        ring = new EventRing(settings.calls().ringSize(), sites::get);
        recorder = new AsyncRecorder(
                sites,
                ring,
                sampler,
                settings.exports().makesMetrics(),
                settings.calls().foldsNested());
    }

    public LoadedRules rules() {
        return rules;
    }

    public Sites sites() {
        return sites;
    }

    public EventRing ring() {
        return ring;
    }

    public AsyncRecorder recorder() {
        return recorder;
    }

    /** Where a context goes from thread to thread, and where results of other threads are completed. A new list. */
    public List<HandOver> handOvers() {
        List<HandOver> all = HandOvers.ofCompletions();
        all.addAll(RedisClients.completions());
        if (settings.contexts().followsThreads()) {
            all.addAll(HandOvers.all());
            all.addAll(RedisClients.handOvers());
        }
        return all;
    }

    /**
     * Connects the ring with what takes its calls, and makes the periodic work and the end.
     *
     * @param report says what is woven
     */
    public Run connect(Pipeline telemetry, MatchReport report) {
        ring.start(telemetry.consumer());
        MatchLog matches = new MatchLog(report);
        AsyncCalls async = recorder.calls();
        Scheduler scheduler = new Scheduler()
                .repeat(async::sweep)
                .repeat(matches::check)
                .every(1000, recorder::sayFailures)
                .every(1000, telemetry::reportLosses)
                .every(100, Log::flush);
        return new Run(scheduler, new Shutdown(telemetry, async, scheduler, matches, settings.shutdownTimeout()));
    }

    /**
     * What runs until the end.
     *
     * @param scheduler the periodic work; not started, so that more can be added
     * @param shutdown the end; not registered with the JVM
     */
    public record Run(Scheduler scheduler, Shutdown shutdown) {}
}
