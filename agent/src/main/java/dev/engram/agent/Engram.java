package dev.engram.agent;

import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.client.RedisClients;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.config.Settings;
import dev.engram.agent.context.HandOver;
import dev.engram.agent.context.HandOvers;
import dev.engram.agent.context.Requests;
import dev.engram.agent.lifecycle.ArchiveRecording;
import dev.engram.agent.lifecycle.Attachment;
import dev.engram.agent.lifecycle.BesideOpenTelemetry;
import dev.engram.agent.lifecycle.LoadedRules;
import dev.engram.agent.lifecycle.RecordingParts;
import dev.engram.agent.lifecycle.Reloading;
import dev.engram.agent.lifecycle.Scheduler;
import dev.engram.agent.lifecycle.Shutdown;
import dev.engram.agent.lifecycle.ShutdownHooks;
import dev.engram.agent.lifecycle.Status;
import dev.engram.agent.lifecycle.Weavers;
import dev.engram.agent.log.Log;
import dev.engram.agent.propagation.Propagation;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.SpanLimit;
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
 * Puts the parts together, in the order of the data: settings, rules, ring, recorder, telemetry, weaving; and takes commands.
 * Loaded by the agent's own loader; {@link EngramAgent} calls it by name, one call at a time.
 */
public final class Engram {

    /** The agent property that tells other programs that Engram is here: its version, and whether it records. */
    private static final String STATE = "engram.state";

    private static @Nullable Attachment attachment;

    private Engram() {}

    /**
     * Starts the agent.
     *
     * @param options the agent's argument, null without one
     * @param given settings that go before system properties, by the names of these
     * @return whether it runs; not where the settings turn it off
     */
    public static boolean start(@Nullable String options, Map<String, String> given, Instrumentation instrumentation) {
        Map<String, String> properties = properties();
        properties.putAll(given);
        Settings settings = Settings.read(options, properties, System.getenv());
        if (!isOn(settings)) {
            return false;
        }
        if (Probe.isOpen()) {
            Log.warn(
                    "Engram is in this process already, within the OpenTelemetry Java agent, and records there; the agent of"
                            + " its own does nothing. Leave out -javaagent:engram-agent.jar.");
            return false;
        }
        RecordingParts parts = new RecordingParts(settings, sampler(settings));
        LoadedRules rules = parts.rules();
        AsyncRecorder recorder = parts.recorder();
        Telemetry telemetry = Telemetry.start(settings, rules.own(), parts.ring(), recorder::tooDeep, recorder::failed);
        SpanLimit limit = telemetry.limit();
        Sampler sampler = limit == null ? sampler(settings) : sampler(settings).limitedBy(limit);
        recorder.sampleBy(sampler);
        Weaver weaver = new Weaver(
                rules.own().prefix(),
                rules.book(settings.contexts().seesOtherSpans()),
                RedisClients.calls(commands(settings)),
                parts.sites(),
                instrumentation,
                settings.diagnosis().dumpDirectory());
        boolean isArchived = ArchiveRecording.isOn();
        Weavers weavers = new Weavers(weaver, instrumentation, isArchived);
        weaver.report().whenWoven(() -> {
            telemetry.expectCalls();
            // Not before: where nothing is recorded, the JDK's classes stay as they are, and the start as short as it
            // is.
            weavers.add(parts.handOvers());
        });
        RecordingParts.Run run = parts.connect(telemetry, weaver.report());
        Scheduler scheduler =
                run.scheduler().repeat(new BesideOpenTelemetry(instrumentation::getAllLoadedClasses)::check);
        Shutdown shutdown = run.shutdown();
        Reloading reloading = new Reloading(settings, weaver, rules);
        Status status = new Status(settings, weaver.report(), reloading, telemetry);
        Attachment attached =
                new Attachment(recorder, weavers, telemetry, shutdown, reloading, status, settings, sampler);
        attached.schedule(scheduler);
        try {
            Log.defer(true);
            Probe.install(recorder);
            List<HandOver> others = settings.exports().makesSpans() ? others(settings, recorder) : List.of();
            if (!others.isEmpty()) {
                // Now, since a span of the application, or a request, may be open when the first class is woven.
                weavers.add(others);
            }
            weavers.install();
            scheduler.start();
            shutdown.register(ShutdownHooks.ofThisJvm());
        } catch (Throwable failed) {
            // Nothing half done: no recorder, no thread stays.
            shutdown.run();
            throw failed;
        }
        attachment = attached;
        tellState();
        Log.info("Recording for " + settings.service().name() + " by " + rules + "; traces go to "
                + telemetry.destination() + ".");
        if (isArchived) {
            Log.info(
                    "This run records an AOT cache or a CDS archive. Engram leaves the JDK's classes as they are, so that the"
                            + " JVM can archive them: tasks on other threads and requests of java.net.http begin traces of their own."
                            + " Runs that use the archive follow them.");
        }
        return true;
    }

    /** What is attached, with its version. */
    public static String name() {
        return "Engram " + Origin.version();
    }

    /**
     * Does what {@code ./engram COMMAND PID} asks for.
     *
     * @param request {@code command} and what belongs to it; see {@link EngramAgent}
     * @return a text for people, or of {@code status} with {@code format=json} a JSON object
     * @throws IllegalStateException in one sentence, where nothing was done
     */
    public static String command(Properties request) {
        Attachment attached = attachment;
        if (attached == null) {
            throw new IllegalStateException("Engram does not run in this process.");
        }
        String command = request.getProperty("command", "");
        String answer = switch (command) {
            case "on" -> attached.on();
            case "off" -> attached.off();
            case "status" -> attached.status(request.getProperty("format", "").equals("json"));
            case "reload" -> attached.reload(request.getProperty("set.engram.config"));
            case "detach" -> attached.detach();
            default ->
                throw new IllegalStateException(name() + ", which is in this process, does not know the command "
                        + command + "; detach it, and attach this version.");
        };
        if (command.equals("detach")) {
            attachment = null;
        }
        tellState();
        return answer;
    }

    private static void tellState() {
        Attachment attached = attachment;
        AgentProperties.set(STATE, attached == null ? null : Origin.version() + (attached.isOn() ? " on" : " off"));
    }

    /** Where others tell the spans that are parents of Engram's, and where Engram's are told to others. */
    private static List<HandOver> others(Settings settings, AsyncRecorder recorder) {
        List<HandOver> all = new ArrayList<>();
        if (settings.contexts().seesOtherSpans()) {
            recorder.giveWay();
            all.addAll(HandOvers.ofOpenTelemetry(
                    settings.contexts().openTelemetry().equals("both")));
        }
        Propagation propagation = new Propagation(settings.contexts().propagators());
        if (propagation.isOn()) {
            recorder.propagateBy(propagation);
            all.addAll(Requests.all());
        }
        if (settings.contexts().fillsMdc()) {
            all.addAll(HandOvers.ofLoggers());
        }
        return all;
    }

    /** Sets the log's level, and says what is to be said of the settings. */
    public static boolean isOn(Settings settings) {
        Log.setLevel(settings.diagnosis().logLevel());
        for (String each : settings.findings()) {
            Log.warn(each);
        }
        if (settings.isOff()) {
            Log.info("Disabled by its settings; nothing is recorded.");
            return false;
        }
        if (settings.content().capturesContent()) {
            Log.warn(
                    "ENGRAM_CAPTURE_CONTENT is true: what is stored and retrieved, and the texts of queries, leave this"
                            + " process with the spans.");
        }
        return true;
    }

    private static Sampler sampler(Settings settings) {
        return switch (settings.sampling().sampler()) {
            case "always_off", "parentbased_always_off" -> Sampler.alwaysOff();
            case "traceidratio", "parentbased_traceidratio" ->
                Sampler.ratio(settings.sampling().ratio());
            default -> Sampler.alwaysOn();
        };
    }

    private static CommandRecording commands(Settings settings) {
        CommandRecording asked =
                CommandRecording.valueOf(settings.calls().redis().toUpperCase(Locale.ROOT));
        boolean isOnlyCounted =
                asked == CommandRecording.METRICS || !settings.exports().makesSpans();
        return isOnlyCounted && !settings.exports().makesMetrics() ? CommandRecording.OFF : asked;
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
