package dev.engram.collector.cli.spans;

import picocli.CommandLine.Option;

/** How a command prints what it found. */
final class FormatOptions {

    private enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "Output format: text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    boolean isJson() {
        return format == Format.JSON;
    }
}
