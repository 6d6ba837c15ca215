package dev.engram.stack;

import dev.engram.collector.server.Collector;
import dev.engram.demo.DemoApplication;
import dev.engram.demo.DemoException;
import dev.engram.demo.DemoRedis;
import dev.engram.demo.Parts;
import dev.engram.demo.StartedResources;
import dev.engram.demo.Supervised;
import dev.engram.demo.TemporaryDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo application under the agent, and what it needs around it. */
final class Applications {

    private Applications() {}

    /** A Redis of its own. */
    static DemoRedis redis(StartedResources belongings) throws Exception {
        return belongings.add(DemoRedis.start(
                belongings.add(new TemporaryDirectory("engram-redis-it-")).path()));
    }

    /** Of a collector, where the agent sends to. */
    static String endpoint(Collector collector) {
        return "http://127.0.0.1:" + collector.httpPort();
    }

    /**
     * Starts it.
     *
     * @param endpoint where the agent sends to
     * @param settings environment variables beside those of the demo
     * @param lines is told what it and the agent print
     */
    static Supervised start(
            StartedResources belongings,
            String redis,
            String endpoint,
            Map<String, String> settings,
            List<String> arguments,
            Consumer<String> lines)
            throws DemoException {
        Parts parts = Parts.in(Showing.ROOT);
        Map<String, String> environment =
                new HashMap<>(DemoApplication.environment(parts, redis, endpoint, System.getenv()));
        environment.putAll(settings);
        return belongings.add(DemoApplication.start(parts, environment, arguments, lines));
    }
}
