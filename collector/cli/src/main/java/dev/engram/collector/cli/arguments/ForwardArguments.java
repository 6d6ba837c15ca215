package dev.engram.collector.cli.arguments;

import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import dev.engram.collector.server.otlp.Signal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
            description = "Forward received requests to this OTLP endpoint, such as http://localhost:4317 (environment:"
                    + " ENGRAM_FORWARD; the options --forward-… have variables of the same form, such as"
                    + " ENGRAM_FORWARD_PROTOCOL).")
    private @Nullable String endpoint;

    @Option(
            names = "--forward-protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "${env:ENGRAM_FORWARD_PROTOCOL" + NONE,
            description = "Protocol: grpc or http/protobuf (default: grpc for port 4317, otherwise http/protobuf).")
    private @Nullable String protocol;

    @Option(
            names = "--forward-header",
            paramLabel = "NAME=VALUE|@FILE",
            description = "Header to add to each forwarded request, or a file with one header per line; may be repeated"
                    + " (environment: ENGRAM_FORWARD_HEADERS, separated by commas and percent-encoded, like"
                    + " OTEL_EXPORTER_OTLP_HEADERS).")
    private List<String> headers = List.of();

    @Option(
            names = "--forward-signals",
            paramLabel = "SIGNALS",
            defaultValue = "${env:ENGRAM_FORWARD_SIGNALS" + NONE,
            description =
                    "Signals to forward: traces, metrics, or both separated by a comma (default: both). Jaeger accepts"
                            + " only traces.")
    private @Nullable String signals;

    @Option(
            names = {
                "--forward-queue",
                "--forward-queue-size",
                "--forward-queue-age",
                "--forward-compression",
                "--forward-timeout",
                "--forward-ca",
                "--forward-cert",
                "--forward-key"
            },
            hidden = true,
            arity = "0..1")
    @SuppressWarnings("UnusedVariable") // that one was given is what counts, see checkNothingRemoved
    private @Nullable String removed;

    /**
     * What was given; null without an address to forward to.
     *
     * @throws ParameterException where something cannot be; the message is one sentence
     */
    public @Nullable ForwardOptions options() {
        try {
            checkNothingRemoved();
            String url = given(endpoint);
            if (url == null) {
                checkNothingElse();
                return null;
            }
            return HeaderArguments.read(
                    headers,
                    System.getenv("ENGRAM_FORWARD_HEADERS"),
                    ForwardOptions.to(url, protocol()).withSignals(signals()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** A durable queue that is silently none would lose what somebody relies on. */
    private void checkNothingRemoved() {
        OptionSpec option = Objects.requireNonNull(spec.findOption("--forward-queue"));
        for (String name : option.names()) {
            String variable = name.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
            boolean isOnCommandLine = spec.commandLine().getParseResult().originalArgs().stream()
                    .anyMatch(each -> each.equals(name) || each.startsWith(name + "="));
            if (isOnCommandLine || given(System.getenv("ENGRAM_" + variable)) != null) {
                throw new IllegalArgumentException((isOnCommandLine ? name : "ENGRAM_" + variable)
                        + " is gone: queues on disk (file_storage), compression, time-outs and certificates are the"
                        + " OpenTelemetry Collector's; let applications send to one, and it to Engram's collector and to all"
                        + " others, as otel-collector-config.yaml and docs/collector.md show.");
            }
        }
    }

    /** Options that do nothing without an address are a mistake; the environment may have them for another time. */
    private void checkNothingElse() {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (option.longestName().startsWith("--forward-")) {
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

    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
