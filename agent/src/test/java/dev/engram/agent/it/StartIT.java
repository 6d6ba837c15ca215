package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.CachePolicyApp;
import com.example.UnharmedApp;
import com.example.WaitingApp;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent's start leaves the application its own")
class StartIT {

    /** What {@code -Xlog:class+load} writes of a class. */
    private static final Pattern LOADED = Pattern.compile("(\\S+) source: .*");

    @TempDir
    Path folder;

    @Test
    @DisplayName("before main there is no java.util.logging, no JMX, no Byte Buddy, no exporter")
    void beforeMain() throws Exception {
        List<String> loaded = loadedBeforeMain();
        assertThat(loaded)
                .contains("dev.engram.agent.Engram", "dev.engram.bootstrap.Probe")
                .noneMatch(name -> name.startsWith("java.util.logging."))
                .noneMatch(name -> name.contains("management."))
                .noneMatch(name -> name.startsWith("net.bytebuddy."))
                .noneMatch(name -> name.startsWith("com.fasterxml."))
                .noneMatch(name -> name.startsWith("org.snakeyaml."))
                .noneMatch(name -> name.startsWith("picocli."))
                .noneMatch(name -> name.startsWith("dev.engram.agent.check."))
                .noneMatch(name -> name.startsWith("java.net.http."))
                .noneMatch(name -> name.startsWith("io.opentelemetry.exporter."));
    }

    @Test
    @DisplayName("to its end a short run loads nothing large of the JDK that the application does not load by itself")
    void shortRun() throws Exception {
        try (Sink sink = new Sink()) {
            List<String> loaded =
                    loaded(new Jvm().environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + sink.port()));
            List<String> application = loaded(new Jvm().withoutAgent());
            assertThat(loaded).contains("io.opentelemetry.sdk.metrics.SdkMeterProvider");
            loaded.removeAll(application);
            assertThat(loaded)
                    .as("records' equals and hashCode spin method handles")
                    .noneMatch(name -> name.startsWith("java.lang.runtime."))
                    .as("70 classes of security providers")
                    .doesNotContain("java.security.SecureRandom")
                    .as("100 classes of formats")
                    .noneMatch(name -> name.startsWith("java.time.format."))
                    .as("150 classes that encode metrics")
                    .noneMatch(name -> name.startsWith("io.opentelemetry.exporter.internal.otlp."))
                    .noneMatch(name -> name.startsWith("okhttp3."))
                    .noneMatch(name -> name.startsWith("java.net.http."))
                    .noneMatch(name -> name.startsWith("com.fasterxml."));
        }
    }

    private List<String> loadedBeforeMain() throws Exception {
        List<String> names = loaded(
                new Jvm().environment("OTEL_TRACES_EXPORTER", "none").environment("OTEL_METRICS_EXPORTER", "none"));
        int main = names.indexOf(UnharmedApp.class.getName());
        assertThat(main).isPositive();
        return names.subList(0, main);
    }

    /** The classes that a run loads, in their order. */
    private List<String> loaded(Jvm jvm) throws Exception {
        Path log = folder.resolve("classes.log");
        jvm.option("-Xlog:class+load:file=" + log + ":none").run(UnharmedApp.class);
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            Matcher matcher = LOADED.matcher(line);
            if (matcher.matches()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    @Test
    @DisplayName("after the first export it has three threads of its own, each a daemon, and none of a library's")
    void threads() throws Exception {
        List<String> without = threadsOf(new Jvm().withoutAgent(), null);
        List<String> with;
        try (Sink sink = new Sink()) {
            with = threadsOf(
                    new Jvm().environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + sink.port()), sink);
        }
        with.removeAll(without);
        assertThat(with)
                .containsExactlyInAnyOrder(
                        "daemon engram-consumer", "daemon engram-exporter", "daemon engram-scheduler");
    }

    private static List<String> threadsOf(Jvm jvm, @Nullable Sink sink) throws Exception {
        Process process = jvm.start(WaitingApp.class);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            if (sink != null) {
                assertThat(sink.called.await(60, TimeUnit.SECONDS)).isTrue();
            }
            process.getOutputStream().write('\n');
            process.getOutputStream().close();
            return new ArrayList<>(out.lines().toList());
        } finally {
            process.waitFor();
        }
    }

    @Test
    @DisplayName("an export to this machine leaves it to the application to say later how long names are kept")
    void names() throws Exception {
        int port = FreePort.find();
        Jvm.Ended ended = new Jvm()
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + port)
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "100")
                .option("--add-exports=java.base/sun.net=ALL-UNNAMED")
                .run(CachePolicyApp.class, Integer.toString(port));
        assertThat(ended.out()).as("%s", ended).contains("kept for 7");
    }

    @Test
    @DisplayName("without the module java.management, settings that need it are named")
    void unmanaged() throws Exception {
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_MAX_CPU", "90")
                .environment("ENGRAM_JMX", "true")
                .option("--limit-modules=java.base,java.instrument,java.logging,java.net.http,jdk.unsupported")
                .run(UnharmedApp.class);
        assertThat(ended.exitCode()).as("%s", ended).isZero();
        assertThat(ended.said())
                .filteredOn(line -> line.startsWith("WARN"))
                .hasSize(2)
                .allMatch(line -> line.contains("no module java.management"))
                .anyMatch(line -> line.contains("ENGRAM_JMX"))
                .anyMatch(line -> line.contains("ENGRAM_MAX_CPU"));
    }

    @Test
    @DisplayName("a jar that is overwritten while the process runs is named once")
    void overwritten() throws Exception {
        Path jar = Files.copy(Jvm.agentJar(), folder.resolve("engram-agent.jar"));
        Jvm jvm = new Jvm()
                .withoutAgent()
                .option("-javaagent:" + jar)
                .jsonl(folder.resolve("spans.jsonl"))
                // Its classes are loaded when metrics are first collected: at the end.
                .environment("OTEL_METRICS_EXPORTER", "console");
        Process process = jvm.start(WaitingApp.class);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            Files.write(jar, new byte[1000]);
            process.getOutputStream().close();
            process.waitFor();
            assertThat(process.errorReader().lines())
                    .filteredOn(line -> line.contains("was overwritten while this process runs"))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("its jar is no larger than ten million bytes, and shows the application two classes of ours")
    void jar() throws IOException {
        assertThat(Files.size(Jvm.agentJar())).isLessThanOrEqualTo(10_000_000);
        try (JarFile jar = new JarFile(Jvm.agentJar().toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
                    .allMatch(name -> name.startsWith("dev/engram/agent/EngramAgent")
                            || name.startsWith("dev/engram/agent/AgentClassLoader"));
        }
    }

    /** An OTLP endpoint that takes everything. */
    private static final class Sink implements AutoCloseable {
        private final CountDownLatch called = new CountDownLatch(1);
        private final HttpServer server;

        Sink() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
                called.countDown();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
