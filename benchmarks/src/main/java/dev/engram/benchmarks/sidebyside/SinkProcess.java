package dev.engram.benchmarks.sidebyside;

import dev.engram.benchmarks.sink.Sink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The sink in a process of its own, so that its cost is in nobody's figures. Used by one thread. */
final class SinkProcess implements AutoCloseable {

    /** Longer than the interval at which any of the agents sends. */
    private static final long QUIET_NANOS = 1_300_000_000;

    private static final long SETTLED_NANOS = 30_000_000_000L;

    private final Child child;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private SinkProcess(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    static SinkProcess start(Setup setup, Path classes) throws BenchmarkException, InterruptedException {
        List<String> options = List.of("-Xmx256m", "-XX:+UseSerialGC");
        Child child = Child.start(setup, "sink", options, List.of(classes), Sink.class.getName(), List.of());
        return new SinkProcess(child, (int) Child.number(child.answer(20), "port"));
    }

    int port() {
        return port;
    }

    /** Spans that came so far. */
    long spans() throws BenchmarkException, InterruptedException {
        Map<String, String> count = count();
        if (Child.number(count, "errors") != 0) {
            throw new BenchmarkException("The sink could not read what came; see sink.log.");
        }
        return (long) Child.number(count, "spans");
    }

    private Map<String, String> count() throws BenchmarkException, InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/count"))
                    .build();
            return Child.parse(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException gone) {
            throw new BenchmarkException("The sink is gone: " + gone.getMessage());
        }
    }

    /** Waits until nothing comes any more: all spans so far. */
    long settled() throws BenchmarkException, InterruptedException {
        long start = System.nanoTime();
        long spans = spans();
        long since = start;
        while (System.nanoTime() - since < QUIET_NANOS && System.nanoTime() - start < SETTLED_NANOS) {
            Thread.sleep(50);
            long now = spans();
            if (now != spans) {
                spans = now;
                since = System.nanoTime();
            }
        }
        return spans;
    }

    @Override
    public void close() {
        child.close();
    }
}
