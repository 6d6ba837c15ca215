package dev.engram.agent;

import dev.engram.agent.async.AsyncCalls;
import dev.engram.agent.async.AsyncWatch;
import dev.engram.agent.config.Settings;
import dev.engram.agent.control.MatchWatch;
import dev.engram.agent.control.Shutdown;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Sites;
import dev.engram.agent.redis.Jedis;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.PackIndex;
import dev.engram.agent.rule.Packs;
import dev.engram.agent.rule.RuleException;
import dev.engram.agent.rule.RuleFile;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.weave.RuleBook;
import dev.engram.agent.weave.Weaver;
import dev.engram.bootstrap.Probe;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts together, in the order of the street: settings, rules, telemetry, ring, recorder, weaving. Loaded by the
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
        Log.setLevel(settings.logLevel());
        for (String each : settings.findings()) {
            Log.warn(each);
        }
        if (settings.disabled()) {
            Log.info("Disabled by its settings; nothing is recorded.");
            return;
        }
        RuleSet fromFile = readRules(settings.rulesFile());
        RuleSet own = fromFile == null ? new RuleSet(RuleSet.DEFAULT_PREFIX, List.of()) : fromFile;
        Packs packs = readPacks(settings, fromFile != null, own);

        Telemetry telemetry = Telemetry.start(settings);
        Sites sites = new Sites();
        RuleBook book = new RuleBook(own.rules(), packs);
        Weaver weaver = new Weaver(own.prefix(), book, Jedis.calls(), sites, instrumentation);
        AsyncWatch watch = new AsyncWatch(new MatchWatch(telemetry, weaver.report()));
        EventRing ring = new EventRing(settings.ringSize(), sites::get, watch);
        CallRecorder recorder =
                new CallRecorder(sites, ring, sampler(settings), settings.makesMetrics(), settings.foldsNested());
        AsyncCalls async = new AsyncCalls(recorder);
        recorder.follow(async);
        watch.watch(async);
        telemetry.watch(ring, recorder::tooDeep, recorder::failed);
        String destination = destination(settings);
        Shutdown shutdown = new Shutdown(telemetry, async, weaver.report(), settings.shutdownTimeout(), destination);
        try {
            Log.defer(true);
            Probe.install(recorder);
            weaver.install();
            shutdown.register();
        } catch (Throwable failed) {
            // Nothing half done: no recorder, no thread stays.
            shutdown.run();
            throw failed;
        }
        Log.info("Recording for " + settings.serviceName() + " by " + how(settings, fromFile, packs) + "; traces go to "
                + destination + ".");
    }

    /** By what is recorded. */
    private static String how(Settings settings, @Nullable RuleSet fromFile, Packs packs) {
        List<String> ways = new ArrayList<>();
        if (fromFile != null) {
            ways.add(fromFile.rules().size() + " rules of " + settings.rulesFile());
        }
        if (packs.count() > 0) {
            ways.add(packs.count() + " packs");
        }
        if (packs.isConventionOn()) {
            ways.add("convention (types named *MemoryManager and *MemoryStore)");
        }
        return ways.isEmpty() ? "nothing" : String.join(", ", ways);
    }

    private static Packs readPacks(Settings settings, boolean hasFile, RuleSet own) {
        List<String> findings = new ArrayList<>();
        Packs packs = Packs.of(PackIndex.builtIn(), hasFile, own, settings.packsOn(), settings.packsOff(), findings);
        findings.forEach(Log::warn);
        return packs;
    }

    private static String destination(Settings settings) {
        List<String> names = new ArrayList<>();
        for (String name : settings.tracesExporters()) {
            names.add(name.equals("otlp") ? settings.traces().endpoint() : name);
        }
        return String.join(", ", names);
    }

    /** The rules of the file; null, when there is none that can be used. */
    private static @Nullable RuleSet readRules(@Nullable String file) {
        if (file == null) {
            return null;
        }
        try {
            return RuleFile.read(new File(file));
        } catch (RuleException wrong) {
            wrong.findings().forEach(Log::error);
            Log.error("The rule file " + file
                    + " is not used; Engram records by its packs and the convention, as without a file.");
            return null;
        }
    }

    private static Sampler sampler(Settings settings) {
        switch (settings.samplerName()) {
            case "always_off":
            case "parentbased_always_off":
                return Sampler.alwaysOff();
            case "traceidratio":
            case "parentbased_traceidratio":
                return Sampler.ratio(settings.samplerRatio());
            default:
                return Sampler.alwaysOn();
        }
    }

    private static Map<String, String> properties() {
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
