package dev.engram.demo;

import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.StartException;
import java.io.IOException;

/** What the application talks to: a Redis of its own, and a collector. */
public record Servers(DemoRedis redis, Collector collector) {

    /** Starts both; they end with the belongings. */
    static Servers start(CollectorOptions options, StartedResources belongings)
            throws DemoException, InterruptedException {
        return new Servers(startRedis(belongings), startCollector(options, belongings));
    }

    /** Where the collector takes spans and metrics. */
    String otlp() {
        return otlp(collector);
    }

    /** Where a collector takes spans and metrics. */
    public static String otlp(Collector collector) {
        return "http://127.0.0.1:" + collector.httpPort();
    }

    /** Starts a Redis of its own, which keeps everything in memory. */
    public static DemoRedis startRedis(StartedResources belongings) throws DemoException, InterruptedException {
        TemporaryDirectory directory;
        try {
            directory = belongings.add(new TemporaryDirectory("engram-redis-"));
        } catch (IOException e) {
            throw new DemoException("A temporary directory cannot be made: " + e.getMessage(), e);
        }
        return belongings.add(DemoRedis.start(directory.path()));
    }

    /** Starts a collector. */
    public static Collector startCollector(CollectorOptions options, StartedResources belongings) throws DemoException {
        try {
            return belongings.add(Collector.start(options));
        } catch (StartException e) {
            throw new DemoException("The collector does not start: " + e.getMessage(), e);
        }
    }
}
