package dev.engram.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A real program of the stack, built from the modules that its folder in {@code testing/stack/programs} pins, with checksums. */
enum Program {
    JAEGER(
            "-X github.com/jaegertracing/jaeger/internal/version.latestVersion=v",
            List.of(),
            List.of("github.com/jaegertracing/jaeger/cmd/jaeger")),
    OTELCOL("-X main.version=", List.of(), List.of("dev.engram/stack/otelcol")),
    PROMETHEUS(
            "-X github.com/prometheus/common/version.Version=",
            // Of service discoveries files alone: the others bring the clients of every cloud.
            List.of("-tags", "remove_all_sd"),
            List.of(
                    "github.com/prometheus/prometheus/cmd/prometheus",
                    "github.com/prometheus/prometheus/cmd/promtool")),
    /** Reads docker-compose.yml as docker compose does. */
    COMPOSE("-X main.version=", List.of(), List.of("dev.engram/stack/compose"));

    private final String versionFlag;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> options;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> packages;

    Program(String versionFlag, List<String> options, List<String> packages) {
        this.versionFlag = versionFlag;
        this.options = options;
        this.packages = packages;
    }

    /** Of its folder, its property in {@code releases.properties} and its directory in the cache. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The arguments of {@code go} that build it.
     *
     * @param module a copy of its folder
     * @param release the version that it is to tell
     * @param bin a directory, where the binaries go
     */
    List<String> build(Path module, String release, Path bin) {
        List<String> arguments = new ArrayList<>(List.of(
                "-C",
                module.toString(),
                "build",
                "-trimpath",
                "-buildvcs=false",
                "-ldflags",
                "-s -w " + versionFlag + release,
                "-o",
                bin + "/"));
        arguments.addAll(options);
        arguments.addAll(packages);
        return List.copyOf(arguments);
    }
}
