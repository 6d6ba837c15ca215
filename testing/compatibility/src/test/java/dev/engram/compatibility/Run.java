package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.Jvm;
import dev.engram.agent.it.Tier;
import dev.engram.agent.telemetry.OtlpSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sample under the agent, with no configuration but the endpoint that is watched here. Build with {@link #of} and
 * {@link #with}, then {@link #trace}.
 */
final class Run {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    /** What arrived from samples that need nothing but their settings, by these: several tests look at one run. */
    private static final Map<List<Object>, Trace> TRACES = new HashMap<>();

    private final String library;
    private final String name;
    private final List<String> coordinates = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private @Nullable String rules;
    private @Nullable Program program;
    private @Nullable List<String> launch;
    private boolean isExtension;
    private boolean isInProduction;

    private Run(String library, String name) {
        this.library = library;
        this.name = name;
    }

    /** A run of {@code testing/compatibility/samples/<library>/<name>.java}, or of the project that is in the folder. */
    static Run of(String library, String name) {
        return new Run(library, name);
    }

    /** What a library's pack says it was tested with, the newest first, each a text for {@link #with}. */
    static List<String> tested(String pack) throws IOException {
        return Pack.named(pack, ROOT).tested();
    }

    /** Those that this build tests: the newest, and with {@code -Pfull} all. */
    static List<String> versions(String pack) throws IOException {
        return Tier.of(tested(pack));
    }

    /** The newest of them. */
    static String newest(String pack) throws IOException {
        return tested(pack).get(0);
    }

    /**
     * Adds an artifact to its class path, with what goes with it ({@link Artifacts}) and all that they need.
     *
     * @param artifact {@code group:artifact:version}
     */
    Run with(String artifact) throws IOException {
        coordinates.addAll(Artifacts.of(library, artifact, ROOT));
        return this;
    }

    /** Sets an environment variable of the sample's process. */
    Run environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /**
     * Gives it the SDK of this version, which the application's spans go through to where Engram's go; its environment configures
     * it.
     */
    Run withOpenTelemetry(String version) throws IOException {
        return with("io.opentelemetry:opentelemetry-sdk-extension-autoconfigure:" + version)
                .with("io.opentelemetry:opentelemetry-exporter-otlp:" + version)
                .environment("OTEL_JAVA_GLOBAL_AUTOCONFIGURE_ENABLED", "true")
                .environment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("OTEL_LOGS_EXPORTER", "none");
    }

    /** Adds an option of the sample's JVM. */
    Run option(String option) {
        options.add(option);
        return this;
    }

    /** Leaves the JVM's compilers and collector as they are ({@link Jvm#asInProduction}). */
    Run asInProduction() {
        isInProduction = true;
        return this;
    }

    /** Adds a rule file of the user's own. */
    Run rules(String yaml) {
        rules = yaml;
        return this;
    }

    /** Runs it with Engram as an extension of the OpenTelemetry Java agent. */
    Run asExtension() {
        isExtension = true;
        return this;
    }

    /** Compiles it for a library that is another one, under another name for a package. */
    Run renaming(String from, String to) {
        renamed.put(from, to);
        return this;
    }

    /**
     * Runs it to its end and returns what arrived; a sample without arguments runs once for all tests with the same settings.
     * Fails if the sample fails, the agent warns, or no span is of a rule for which the page of versions names the calling test. The sample of a pack gets the {@link MarkedAgent}.
     */
    Trace trace(String... arguments) throws Exception {
        Trace known = arguments.length == 0 ? TRACES.get(settings()) : null;
        Trace trace = known == null ? run(arguments) : known;
        if (arguments.length == 0) {
            TRACES.put(settings(), trace);
        }
        assertProves(trace);
        return trace;
    }

    /** All that a run without arguments depends on. */
    private List<Object> settings() {
        return List.of(
                library,
                name,
                List.copyOf(coordinates),
                Map.copyOf(environment),
                List.copyOf(options),
                Map.copyOf(renamed),
                Objects.requireNonNullElse(rules, ""),
                isExtension,
                isInProduction);
    }

    private Trace run(String... arguments) throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Jvm jvm = jvm();
            jvm.environment("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
            environment.forEach(jvm::environment);
            if (rules != null) {
                program();
                jvm.environment(
                        "ENGRAM_CONFIG",
                        Files.writeString(classes().resolve("rules.yaml"), rules)
                                .toString());
            }
            Jvm.Ended ended = end(jvm, arguments);
            assertThat(ended.said())
                    .as("%s", ended)
                    // Said where a test asks for content.
                    .filteredOn(line -> !line.startsWith("WARN ENGRAM_CAPTURE_CONTENT is true"))
                    .noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
            return new Trace(ended.out(), sink.spans(), sink.metrics);
        }
    }

    private Jvm jvm() throws Exception {
        if (isExtension) {
            return OpenTelemetryAgent.extended(new Jvm().withoutAgent()).environment("OTEL_LOGS_EXPORTER", "none");
        }
        return isOfPack() ? new Jvm().withoutAgent().option("-javaagent:" + MarkedAgent.jar()) : new Jvm();
    }

    /** Fails where the page of versions names the test that runs now for a rule of which the trace has no span. */
    private void assertProves(Trace trace) throws IOException {
        if (isOfPack()) {
            String test = test();
            assertThat(trace.rules())
                    .as("rules of which %s with %s made spans", test, coordinates.get(0))
                    .containsAll(Coverage.rules(pack(), coordinates.get(0), test));
        }
    }

    private String pack() {
        return Path.of(library).getName(0).toString();
    }

    private boolean isOfPack() {
        return Pack.isNamed(pack(), ROOT);
    }

    /** The class and the method that JUnit runs. */
    private static String test() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().endsWith("IT"))
                        .reduce((inner, outer) -> outer)
                        .map(frame -> frame.getClassName()
                                        .substring(frame.getClassName().lastIndexOf('.') + 1) + "."
                                + frame.getMethodName())
                        .orElse(""));
    }

    /** Runs it to its end under the agent, which may warn. */
    Jvm.Ended end(String... arguments) throws Exception {
        return end(new Jvm().environment("OTEL_TRACES_EXPORTER", "none"), arguments);
    }

    /** Runs it to its end without the agent, and says what it printed. */
    String plain(String... arguments) throws Exception {
        return end(new Jvm().withoutAgent(), arguments).out();
    }

    /** What {@code java -jar engram-agent.jar check} says of a rule file for the sample's classes. */
    Jvm.Ended check(Path file) throws Exception {
        program();
        return Jvm.end(new Jvm()
                .withoutAgent()
                .start(List.of(
                        "-jar",
                        Jvm.agentJar().toString(),
                        "check",
                        "--config",
                        file.toString(),
                        "--classpath",
                        classes().toString())));
    }

    private Program program() throws Exception {
        Program known = program;
        if (known == null) {
            known = sample().compile(Maven.classPath(coordinates), classes());
            program = known;
        }
        return known;
    }

    /** Java's arguments. A sample with a POM is built by it, and is an application of Quarkus. */
    private List<String> launch() throws Exception {
        Path project = ROOT.resolve(Sample.FOLDER).resolve(library);
        if (!Files.exists(project.resolve("pom.xml"))) {
            return program().launch();
        }
        List<String> known = launch;
        if (known == null) {
            MavenProject.build(project, coordinates, classes());
            known = List.of(
                    "-jar", classes().resolve("quarkus-app/quarkus-run.jar").toString());
            launch = known;
        }
        return known;
    }

    private Jvm.Ended end(Jvm jvm, String... arguments) throws Exception {
        if (isInProduction) {
            jvm.asInProduction();
        }
        options.forEach(jvm::option);
        List<String> launched = new ArrayList<>(launch());
        launched.addAll(List.of(arguments));
        Jvm.Ended ended = Jvm.end(jvm.start(launched));
        assertThat(ended.exitCode()).as("%s", ended).isZero();
        return ended;
    }

    private Path classes() {
        return Path.of("target", "samples", library, name, coordinates.get(0).replace(':', '_'))
                .toAbsolutePath();
    }

    private Sample sample() throws IOException {
        Sample sample = Sample.of(library, ROOT).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("No sample " + library + "/" + name));
        return renamed.isEmpty() ? sample : sample.renamed(renamed, classes().resolve("renamed"));
    }
}
