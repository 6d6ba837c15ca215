package dev.engram.collector.arguments;

import dev.engram.collector.forward.ForwardOptions;
import dev.engram.collector.forward.ForwardOptions.Protocol;
import dev.engram.collector.otlp.Signal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where to forward to: options, and an environment variable for each. An empty one counts as none. */
public final class ForwardArguments {

    private static final String NONE = ":-" + CommandLine.Option.NULL_VALUE + "}";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--forward",
            paramLabel = "URL",
            defaultValue = "${env:ENGRAM_FORWARD" + NONE,
            description = "Pass what is received on to this OTLP endpoint, such as http://localhost:4317 (environment:"
                    + " ENGRAM_FORWARD; so each of the options below, as ENGRAM_FORWARD_PROTOCOL).")
    private @Nullable String endpoint;

    @Option(
            names = "--forward-protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "${env:ENGRAM_FORWARD_PROTOCOL" + NONE,
            description = "grpc or http/protobuf (default: grpc for port 4317, else http/protobuf).")
    private @Nullable String protocol;

    @Option(
            names = "--forward-queue",
            paramLabel = "DIRECTORY",
            defaultValue = "${env:ENGRAM_FORWARD_QUEUE" + NONE,
            description =
                    "Keep what waits in this directory of its own; it outlives the collector (default: in memory).")
    private @Nullable String queue;

    @Option(
            names = "--forward-queue-size",
            paramLabel = "SIZE",
            defaultValue = "${env:ENGRAM_FORWARD_QUEUE_SIZE" + NONE,
            description = "Room for what waits; of a full queue the oldest go (default: 1GiB, in memory 64MiB).")
    private @Nullable String queueSize;

    @Option(
            names = "--forward-queue-age",
            paramLabel = "SECONDS",
            defaultValue = "${env:ENGRAM_FORWARD_QUEUE_AGE" + NONE,
            description = "Drop what has waited for longer (default: never).")
    private @Nullable String queueAge;

    @Option(
            names = "--forward-header",
            paramLabel = "NAME=VALUE|@FILE",
            description = "A header of each request, or a file with one on each line; may be repeated (environment:"
                    + " ENGRAM_FORWARD_HEADERS, joined by commas and percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS).")
    private List<String> headers = List.of();

    @Option(
            names = "--forward-signals",
            paramLabel = "SIGNALS",
            defaultValue = "${env:ENGRAM_FORWARD_SIGNALS" + NONE,
            description = "traces, metrics, or both joined by a comma (default: both). Jaeger takes traces only.")
    private @Nullable String signals;

    @Option(
            names = "--forward-compression",
            paramLabel = "HOW",
            defaultValue = "${env:ENGRAM_FORWARD_COMPRESSION" + NONE,
            description = "gzip or none (default: none).")
    private @Nullable String compression;

    @Option(
            names = "--forward-timeout",
            paramLabel = "SECONDS",
            defaultValue = "${env:ENGRAM_FORWARD_TIMEOUT" + NONE,
            description = "Longest time for one request (default: 10).")
    private @Nullable String timeout;

    @Option(
            names = "--forward-ca",
            paramLabel = "FILE",
            defaultValue = "${env:ENGRAM_FORWARD_CA" + NONE,
            description = "Certificates, in PEM, of who may vouch for the endpoint (default: the JVM's).")
    private @Nullable String authority;

    @Option(
            names = "--forward-cert",
            paramLabel = "FILE",
            defaultValue = "${env:ENGRAM_FORWARD_CERT" + NONE,
            description = "The collector's own certificate, in PEM, where the endpoint asks for one.")
    private @Nullable String certificate;

    @Option(
            names = "--forward-key",
            paramLabel = "FILE",
            defaultValue = "${env:ENGRAM_FORWARD_KEY" + NONE,
            description = "Its key: PKCS#8 in PEM, without a password.")
    private @Nullable String key;

    /**
     * What was given; null without an address to forward to.
     *
     * @param maxRequestBytes largest request that is received
     * @throws ParameterException where something cannot be; the message is one sentence
     */
    public @Nullable ForwardOptions options(int maxRequestBytes) {
        try {
            String url = given(endpoint);
            if (url == null) {
                checkNothingElse();
                return null;
            }
            ForwardOptions.Builder builder = ForwardOptions.builder(url)
                    .protocol(protocol())
                    .queueDirectory(path("--forward-queue", queue))
                    .queueBytes(queueBytes(maxRequestBytes))
                    .maxAge(seconds("--forward-queue-age", queueAge))
                    .compressed(isCompressed())
                    .signals(signals())
                    .authority(path("--forward-ca", authority))
                    .certificate(path("--forward-cert", certificate), path("--forward-key", key));
            Duration longest = seconds("--forward-timeout", timeout);
            if (longest != null) {
                builder.timeout(longest);
            }
            HeaderArguments.read(headers, System.getenv("ENGRAM_FORWARD_HEADERS"), builder);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Options that do nothing without an address are a mistake; the environment may have them for another time. */
    private void checkNothingElse() {
        for (CommandLine.Model.OptionSpec option :
                spec.commandLine().getParseResult().matchedOptions()) {
            if (option.longestName().startsWith("--forward")
                    && !spec.commandLine()
                            .getParseResult()
                            .matchedOption(option.longestName())
                            .stringValues()
                            .isEmpty()) {
                throw new IllegalArgumentException(
                        option.longestName() + " does nothing without --forward and the address of an endpoint.");
            }
        }
    }

    private @Nullable Protocol protocol() {
        String text = given(protocol);
        if (text == null) {
            return null;
        }
        return Arrays.stream(Protocol.values())
                .filter(each -> each.text().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("--forward-protocol is grpc or http/protobuf, not " + text + "."));
    }

    private long queueBytes(int maxRequestBytes) {
        String text = given(queueSize);
        if (text == null) {
            return 0;
        }
        long bytes = ByteSize.parse("--forward-queue-size", text);
        if (bytes < maxRequestBytes) {
            throw new IllegalArgumentException("--forward-queue-size is at least the largest request, --max-request "
                    + maxRequestBytes + ", not " + text + ".");
        }
        return bytes;
    }

    private boolean isCompressed() {
        String text = given(compression);
        if (text == null || text.equalsIgnoreCase("none")) {
            return false;
        }
        if (text.equalsIgnoreCase("gzip")) {
            return true;
        }
        throw new IllegalArgumentException("--forward-compression is gzip or none, not " + text + ".");
    }

    private Set<Signal> signals() {
        String text = given(signals);
        if (text == null) {
            return EnumSet.allOf(Signal.class);
        }
        return Arrays.stream(text.split(",", -1))
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .map(each -> Arrays.stream(Signal.values())
                        .filter(signal -> signal.text().equals(each))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "--forward-signals is traces, metrics or traces,metrics, not " + text + ".")))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Signal.class)));
    }

    private static @Nullable Duration seconds(String option, @Nullable String value) {
        String text = given(value);
        if (text == null) {
            return null;
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(option + " is a number of seconds from 1, not " + text + ".");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static @Nullable Path path(String option, @Nullable String value) {
        String text = given(value);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option + " " + text + " is no path.", e);
        }
    }

    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
