package dev.engram.benchmarks.sidebyside;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * A memory call with a Jedis GET beneath it: two spans. Once on a connection that answers by itself, where what is added
 * shows; once on a real Redis, where it is small beside the round trip and its noise. And asynchronous commands of Lettuce
 * on that Redis, one span each, for whose replies the application's thread does not wait.
 */
final class RedisMeasure implements Measure, AutoCloseable {

    private static final int WARM_CALLS = 200_000;
    private static final int WARM_CALLS_REDIS = 40_000;
    private static final int WARM_PAUSE = 4;

    private @Nullable RedisServer redis;
    private int port;

    /** Starts Redis at the first run. */
    private void start() throws BenchmarkException {
        if (redis != null) {
            return;
        }
        try {
            port = freePort();
            RedisServer server = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
            server.start();
            redis = server;
        } catch (IOException failed) {
            throw new BenchmarkException("Redis cannot be started: " + failed.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String label() {
        return "redis";
    }

    /** The two that see a command beneath a memory call by themselves. */
    @Override
    public boolean applies(Variant variant) {
        return variant == Variant.NONE || variant == Variant.ENGRAM || variant == Variant.OTEL;
    }

    @Override
    public void run(Variant variant, Run run) throws BenchmarkException, InterruptedException {
        start();
        Pace pace = run.pace();
        // Two spans a call.
        int burst = pace.burst() / 2;
        Map<String, String> echo = measure(variant, run, "echo", 2, burst, WARM_CALLS / burst);
        run.samples().addOver(Figure.GET_NANOS, variant, Child.number(echo, "nanos"));
        run.samples().addOver(Figure.GET_BYTES, variant, Child.number(echo, "bytes"));
        Map<String, String> real = measure(variant, run, "redis=" + port, 2, burst, WARM_CALLS_REDIS / burst);
        run.samples().addOver(Figure.REDIS_NANOS, variant, Child.number(real, "nanos"));
        Map<String, String> async = measure(variant, run, "lettuce=" + port, 1, burst, WARM_CALLS_REDIS / burst);
        run.samples().addOver(Figure.LETTUCE_NANOS, variant, Child.number(async, "nanos"));
        run.samples().addOver(Figure.LETTUCE_BYTES, variant, Child.number(async, "bytes"));
        run.samples().addOver(Figure.LETTUCE_IO_BYTES, variant, Child.number(async, "io"));
    }

    private Map<String, String> measure(Variant variant, Run run, String memory, int spans, int burst, int warm)
            throws BenchmarkException, InterruptedException {
        List<Path> classPath = new ArrayList<>(variant.classPath(run.setup()));
        classPath.addAll(run.setup().jars("redis"));
        long before;
        Map<String, String> answer;
        try (Child child = run.start(variant, label(), memory, classPath)) {
            child.ask(BurstMeasure.order(1, burst, WARM_PAUSE, warm, 1), 300);
            before = run.sink().settled();
            answer = child.ask(
                    BurstMeasure.order(
                            1, burst, run.pace().pauseMillis(), 5, run.pace().bursts()),
                    300);
            child.end();
        }
        double calls = Child.number(answer, "calls");
        if (Run.delivered(variant, run.sink().spans() - before, calls) < 95 * spans && variant.exports()) {
            throw new BenchmarkException(variant.title() + " did not deliver all spans of " + memory + ".");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        if (redis != null) {
            redis.stop();
        }
    }
}
