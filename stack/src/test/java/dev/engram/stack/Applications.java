package dev.engram.stack;

import dev.engram.collector.Collector;
import dev.engram.collector.demo.Belongings;
import dev.engram.collector.demo.DemoApplication;
import dev.engram.collector.demo.DemoException;
import dev.engram.collector.demo.DemoRedis;
import dev.engram.collector.demo.Parts;
import dev.engram.collector.demo.Supervised;
import dev.engram.collector.demo.TemporaryDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo application under the agent, and what it needs around it. */
final class Applications {

    private Applications() {}

    /** A Redis of its own. */
    static DemoRedis redis(Belongings belongings) throws Exception {
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
            Belongings belongings,
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
