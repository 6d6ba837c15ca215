package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.Jvm;
import dev.engram.agent.telemetry.OtlpSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sample under the agent, with no configuration but the endpoint that is watched here. Build with {@link #of} and
 * {@link #with}, then {@link #trace}.
 */
final class Run {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String library;
    private final String name;
    private final List<String> coordinates = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable String rules;

    private Run(String library, String name) {
        this.library = library;
        this.name = name;
    }

    /** A run of {@code compatibility/samples/<library>/<name>.java}. */
    static Run of(String library, String name) {
        return new Run(library, name);
    }

    /** What a library's pack says it was tested with, the newest first, each a text for {@link #with}. */
    static List<String> tested(String pack) throws IOException {
        return Pack.named(pack, ROOT).tested();
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

    /** Adds a rule file of the user's own. */
    Run rules(String yaml) {
        rules = yaml;
        return this;
    }

    /** Runs it to its end and says what arrived; fails where the sample fails or the agent warns. */
    Trace trace(String... arguments) throws Exception {
        List<Path> libraries = Maven.classPath(coordinates);
        Path classes = Path.of(
                        "target", "samples", library, name, coordinates.get(0).replace(':', '_'))
                .toAbsolutePath();
        List<String> launch =
                new ArrayList<>(sample().compile(libraries, classes).launch());
        launch.addAll(List.of(arguments));
        try (OtlpSink sink = new OtlpSink()) {
            Jvm jvm = new Jvm()
                    .environment("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
                    .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000");
            environment.forEach(jvm::environment);
            if (rules != null) {
                jvm.environment(
                        "ENGRAM_CONFIG",
                        Files.writeString(classes.resolve("rules.yaml"), rules).toString());
            }
            Jvm.Ended ended = Jvm.end(jvm.start(launch));
            assertThat(ended.exitCode()).as("%s", ended).isZero();
            assertThat(ended.said())
                    .as("%s", ended)
                    // Said where a test asks for content.
                    .filteredOn(line -> !line.startsWith("WARN ENGRAM_CAPTURE_CONTENT is true"))
                    .noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
            return new Trace(ended.out(), sink.spans(), sink.metrics);
        }
    }

    private Sample sample() throws IOException {
        return Sample.of(library, ROOT).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("No sample " + library + "/" + name));
    }
}
