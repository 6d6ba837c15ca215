package dev.engram.agent;

import dev.engram.agent.async.AsyncCalls;
import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.config.Settings;
import dev.engram.agent.context.HandOver;
import dev.engram.agent.context.HandOvers;
import dev.engram.agent.context.Requests;
import dev.engram.agent.lifecycle.BesideOpenTelemetry;
import dev.engram.agent.lifecycle.MatchLog;
import dev.engram.agent.lifecycle.Scheduler;
import dev.engram.agent.lifecycle.Shutdown;
import dev.engram.agent.log.Log;
import dev.engram.agent.propagation.Propagation;
import dev.engram.agent.record.CommandRecording;
import dev.engram.agent.record.Sites;
import dev.engram.agent.redis.RedisClients;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.InlineMocks;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.weave.ContextWeaver;
import dev.engram.agent.weave.RuleBook;
import dev.engram.agent.weave.Weaver;
import dev.engram.bootstrap.Probe;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts together, in the order of the data: settings, rules, ring, recorder, telemetry, weaving. Loaded by the
 * agent's own loader; {@link EngramAgent} calls it by name.
 */
public final class Engram {

    private Engram() {}

    /**
     * Starts the agent.
     *
     * @param options the agent's argument, null without one
     */
    public static void start(@Nullable String options, Instrumentation instrumentation) {
        Settings settings = Settings.read(options, properties(), System.getenv());
        if (!isOn(settings)) {
            return;
        }
        if (Probe.isOpen()) {
            Log.warn(
                    "Engram is in this process already, within the OpenTelemetry Java agent, and records there; the agent of"
                            + " its own does nothing. Leave out -javaagent:engram-agent.jar.");
            return;
        }
        UsedRules rules = UsedRules.read(settings);
        RuleSet own = rules.own();

        Sites sites = new Sites();
        EventRing ring = new EventRing(settings.ringSize(), sites::get);
        CommandRecording commands = commands(settings);
        AsyncRecorder recorder = new AsyncRecorder(
                sites, ring, sampler(settings), settings.makesMetrics(), settings.foldsNested(), commands);
        Telemetry telemetry = Telemetry.start(settings, own, ring, recorder::tooDeep, recorder::failed);
        ring.start(telemetry.consumer());
        RuleBook book = new RuleBook(own.rules(), rules.packs());
        Weaver weaver = new Weaver(
                own.prefix(), book, RedisClients.calls(commands), sites, instrumentation, settings.dumpDirectory());
        weaver.report().whenWoven(() -> {
            telemetry.expectCalls();
            if (settings.followsThreads()) {
                // Not before: where nothing is recorded, the JDK's classes stay as they are, and the start as short as
                // it is.
                new ContextWeaver(HandOvers.all(), instrumentation).install();
            }
        });
        MatchLog matches = new MatchLog(weaver.report());
        AsyncCalls async = recorder.calls();
        Scheduler scheduler = new Scheduler()
                .repeat(async::sweep)
                .repeat(matches::check)
                .repeat(new BesideOpenTelemetry(instrumentation::getAllLoadedClasses)::check)
                .every(1000, telemetry::reportLosses)
                .every(100, Log::flush);
        Shutdown shutdown = new Shutdown(telemetry, async, scheduler, matches, settings.shutdownTimeout());
        try {
            Log.defer(true);
            Probe.install(recorder);
            List<HandOver> others = settings.makesSpans() ? others(settings, recorder) : List.of();
            if (!others.isEmpty()) {
                // Now, since a span of the application, or a request, may be open when the first class is woven.
                new ContextWeaver(others, instrumentation).install();
            }
            weaver.install();
            InlineMocks.watch(instrumentation);
            scheduler.start();
            shutdown.register();
        } catch (Throwable failed) {
            // Nothing half done: no recorder, no thread stays.
            shutdown.run();
            throw failed;
        }
        Log.info("Recording for " + settings.serviceName() + " by " + rules.how() + "; traces go to "
                + telemetry.destination() + ".");
    }

    /** Where others tell the spans that are parents of Engram's, and where Engram's are told to others. */
    private static List<HandOver> others(Settings settings, AsyncRecorder recorder) {
        List<HandOver> all = new ArrayList<>();
        if (!settings.openTelemetry().equals("off")) {
            all.addAll(HandOvers.ofOpenTelemetry(settings.openTelemetry().equals("both")));
        }
        Propagation propagation = new Propagation(settings.propagators());
        if (propagation.isOn()) {
            recorder.propagateBy(propagation);
            all.addAll(Requests.all());
        }
        if (settings.fillsMdc()) {
            all.addAll(HandOvers.ofLoggers());
        }
        return all;
    }

    /** Sets the log's level, and says what is to be said of the settings. */
    public static boolean isOn(Settings settings) {
        Log.setLevel(settings.logLevel());
        for (String each : settings.findings()) {
            Log.warn(each);
        }
        if (settings.disabled()) {
            Log.info("Disabled by its settings; nothing is recorded.");
            return false;
        }
        if (settings.capturesContent()) {
            Log.warn(
                    "ENGRAM_CAPTURE_CONTENT is true: what is stored and retrieved, and the texts of queries, leave this"
                            + " process with the spans.");
        }
        return true;
    }

    private static Sampler sampler(Settings settings) {
        return switch (settings.samplerName()) {
            case "always_off", "parentbased_always_off" -> Sampler.alwaysOff();
            case "traceidratio", "parentbased_traceidratio" -> Sampler.ratio(settings.samplerRatio());
            default -> Sampler.alwaysOn();
        };
    }

    private static CommandRecording commands(Settings settings) {
        CommandRecording asked = CommandRecording.valueOf(settings.redis().toUpperCase(Locale.ROOT));
        boolean isOnlyCounted = asked == CommandRecording.METRICS || !settings.makesSpans();
        return isOnlyCounted && !settings.makesMetrics() ? CommandRecording.OFF : asked;
    }

    /** The system properties that are texts. */
    public static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        Properties system = System.getProperties();
        for (String name : system.stringPropertyNames()) {
            String value = system.getProperty(name);
            if (value != null) {
                properties.put(name, value);
            }
        }
        return properties;
    }
}
