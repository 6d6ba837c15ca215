package dev.engram.extension;

import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.config.Settings;
import dev.engram.agent.lifecycle.LoadedRules;
import dev.engram.agent.lifecycle.RecordingParts;
import dev.engram.agent.lifecycle.Scheduler;
import dev.engram.agent.lifecycle.Shutdown;
import dev.engram.agent.log.Log;
import dev.engram.agent.rule.InlineMocks;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.weave.CallSites;
import dev.engram.agent.weave.ContextWeaver;
import dev.engram.agent.weave.MatchReport;
import dev.engram.agent.weave.code.ProbeAccess;
import dev.engram.agent.weave.match.Matcher;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.bootstrap.Probe;
import dev.engram.extension.telemetry.HostedContexts;
import dev.engram.extension.telemetry.HostedTelemetry;
import dev.engram.extension.weave.RuleWeaving;
import java.lang.instrument.Instrumentation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts together for the OpenTelemetry Java agent, as {@link dev.engram.agent.Engram} does for Engram's own: settings,
 * rules, ring, recorder, telemetry, weaving. Requests and Redis commands are that agent's.
 */
final class Recording {

    private final LoadedRules rules;
    private final RuleBook book;
    private final RuleWeaving weaving;
    private final Instrumentation instrumentation;
    private final AsyncRecorder recorder;
    private final HostedTelemetry telemetry;
    private final Scheduler scheduler;
    private final Shutdown shutdown;
    private boolean hasBegun;

    Recording(Settings settings, Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
        // The SDK's own sampler decides, and tells by the span that it begins.
        RecordingParts parts = new RecordingParts(settings, Sampler.alwaysOn());
        rules = parts.rules();
        recorder = parts.recorder();
        if (!rules.own().redisMemory().isEmpty()) {
            Log.warn("redis-as-memory of " + settings.rules().file()
                    + " does nothing here: Redis commands are recorded by the OpenTelemetry Java agent. Engram's own agent"
                    + " makes memory operations of them.");
        }
        book = rules.book(false);
        telemetry = new HostedTelemetry(settings, rules.own(), parts.ring(), recorder::tooDeep, recorder::failed);
        recorder.hostBy(telemetry.spans());
        MatchReport report = new MatchReport(book, instrumentation::getAllLoadedClasses);
        // Threads that the application starts itself, for which the OpenTelemetry Java agent does nothing, and others.
        report.whenWoven(() -> new ContextWeaver(parts.handOvers(), instrumentation).install());
        weaving = new RuleWeaving(
                new Matcher(book, List.of()), new CallSites(rules.own().prefix(), parts.sites(), report));
        RecordingParts.Run run = parts.connect(telemetry, report);
        scheduler = run.scheduler();
        shutdown = run.shutdown();
    }

    /** Begins to record; the SDK is there now. A second call changes nothing. */
    synchronized void begin() {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        telemetry.begin();
        if (!HostedContexts.isInstalled()) {
            Log.warn(
                    "The OpenTelemetry Java agent has asked for its context before Engram's extension could add to it: its"
                            + " spans do not lie beneath those of memory operations.");
        }
        Log.defer(true);
        Probe.install(recorder);
        InlineMocks.watch(instrumentation);
        scheduler.start();
        Log.info("Recording as an extension of the OpenTelemetry Java agent, by " + rules
                + "; spans and metrics go where that agent's go.");
    }

    /** Hands to the SDK what was recorded, and ends. A second call changes nothing. */
    void end() {
        shutdown.run();
    }

    /** Packages with types that rules name: what that agent leaves alone of its own accord. */
    Set<String> packages() {
        Set<String> packages = new HashSet<>();
        book.typesOfPacks().forEach(type -> add(type, packages));
        for (Rule rule : rules.own().rules()) {
            add(rule.type(), packages);
        }
        return packages;
    }

    private static void add(String type, Set<String> packages) {
        int end = type.lastIndexOf('.');
        packages.add(end < 0 ? type : type.substring(0, end + 1));
    }

    ElementMatcher<TypeDescription> types() {
        return weaving.types();
    }

    /** Weaves one type. What is thrown leaves the class as it is, and the OpenTelemetry Java agent logs it. */
    DynamicType.Builder<?> weave(
            DynamicType.Builder<?> builder,
            TypeDescription type,
            @Nullable ClassLoader loader,
            @Nullable JavaModule module) {
        if (loader == null || !ProbeAccess.isVisibleTo(loader)) {
            return builder;
        }
        ProbeAccess.grant(module == null ? null : (Module) module.unwrap(), instrumentation);
        return builder.visit(weaving.visitor(type, ClassFileLocator.ForClassLoader.of(loader)));
    }

    AgentBuilder.Transformer transformer() {
        return (builder, type, loader, module, domain) -> weave(builder, type, loader, module);
    }
}
