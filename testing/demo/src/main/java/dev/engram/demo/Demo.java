package dev.engram.demo;

import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.TextTable;
import dev.engram.collector.common.render.Timeline;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.sql.QueryException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One showing of the demonstration: Redis, the collector and the application start, the application plays its scenes,
 * and what Engram saw of it is printed. Everything started is handed to {@link StartedResources}, whose owner ends it.
 */
public final class Demo {
    private static final Duration APPLICATION_WITHIN = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMillis(500);

    private final Parts parts;
    private final CollectorOptions options;
    private final Map<String, String> settings;
    private final Duration spansWithin;
    private final StartedResources belongings;
    private final PrintWriter out;

    /**
     * A showing.
     *
     * @param settings environment variables of the application beside those of {@link DemoApplication#environment}, such as
     *     where it sends to when that is not the collector itself
     * @param spansWithin how long to wait for the spans of an application that has ended
     * @param out gets every step as it happens
     */
    public Demo(
            Parts parts,
            CollectorOptions options,
            Map<String, String> settings,
            Duration spansWithin,
            StartedResources belongings,
            PrintWriter out) {
        this.parts = parts;
        this.options = options;
        this.settings = Map.copyOf(settings);
        this.spansWithin = spansWithin;
        this.belongings = belongings;
        this.out = out;
    }

    /**
     * Shows it; the collector and Redis are still up afterwards.
     *
     * @param scenes what the application plays
     * @param arguments command line of the application
     * @return the collector
     */
    public Collector show(List<Scene> scenes, List<String> arguments) throws DemoException, InterruptedException {
        parts.check();
        Servers servers = startServers();
        runApplication(servers, arguments);
        Collector collector = servers.collector();
        for (Scene scene : scenes) {
            print(collector, awaitTrace(collector, scene));
        }
        printQueries(collector);
        return collector;
    }

    private Servers startServers() throws DemoException, InterruptedException {
        Servers servers = Servers.start(options, belongings);
        say("Redis listens on " + servers.redis().url() + " and keeps everything in memory.");
        Collector collector = servers.collector();
        collector.notes().forEach(this::say);
        say("The collector listens: OTLP/gRPC on port " + collector.grpcPort() + ", OTLP/HTTP on "
                + collector.httpPort() + ", queries on " + collector.apiPort() + ".");
        return servers;
    }

    private void runApplication(Servers servers, List<String> arguments) throws DemoException, InterruptedException {
        say("The application starts, unchanged, with -javaagent:"
                + parts.agent().getFileName() + ":");
        Map<String, String> environment = new TreeMap<>(
                DemoApplication.environment(parts, servers.redis().url(), servers.otlp(), System.getenv()));
        environment.putAll(settings);
        Supervised application =
                belongings.add(DemoApplication.start(parts, environment, arguments, line -> say("  | " + line)));
        OptionalInt code = application.waitFor(APPLICATION_WITHIN);
        if (code.isEmpty()) {
            throw new DemoException("The application did not end within " + APPLICATION_WITHIN.toSeconds() + " s.");
        }
        if (code.getAsInt() != 0) {
            throw new DemoException(
                    "The application failed with exit code " + code.getAsInt() + "; see its lines above.");
        }
    }

    private TraceSummary awaitTrace(Collector collector, Scene scene) throws DemoException, InterruptedException {
        Optional<TraceSummary> trace =
                collector.awaitTrace(each -> each.name().equals(scene.title()), QUIET, spansWithin);
        if (trace.isPresent()) {
            say("The application has ended; " + trace.get().spanCount() + " spans of its workflow arrived.");
            return trace.get();
        }
        int others = collector.traces(1000).size();
        throw new DemoException(
                others == 0
                        ? "The application has ended, but no span arrived within " + spansWithin.toSeconds()
                                + " s; see what the agent said above."
                        : "The application has ended, but the trace '" + scene.title() + "' is not among the " + others
                                + " that arrived; does " + parts.rules() + " still fit the application?");
    }

    private void print(Collector collector, TraceSummary summary) throws DemoException {
        Trace trace = collector
                .trace(summary.traceId())
                .orElseThrow(() -> new DemoException("The trace " + summary.traceId() + " is no longer kept."));
        say("");
        out.print(Timeline.render(trace, 0));
        out.flush();
    }

    private void printQueries(Collector collector) throws DemoException {
        for (DemoQuery query : DemoQuery.values()) {
            say("");
            say(query.title());
            try {
                out.print(TextTable.render(collector.query(query.sql())));
            } catch (QueryException e) {
                throw new DemoException(query.title() + " failed: " + e.getMessage(), e);
            }
        }
        out.flush();
    }

    /** One line, unless the end has begun: what breaks then is no news. */
    private void say(String line) {
        if (!belongings.isClosed()) {
            out.println(line);
            out.flush();
        }
    }
}
