package dev.engram.collector.cli.arguments;

import dev.engram.collector.server.forward.ForwardOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads headers. They may be credentials, so no message holds what was given. */
final class HeaderArguments {

    private static final long MAX_FILE_BYTES = 64 * 1024;

    private HeaderArguments() {}

    /**
     * The options with the headers: first the environment's, then the command line's, of which the last of one name counts.
     *
     * @param given {@code NAME=VALUE} or {@code @FILE} each
     * @param environment {@code NAME=VALUE} joined by commas, percent-encoded
     * @throws IllegalArgumentException where one cannot be sent; the message is one sentence
     */
    static ForwardOptions read(List<String> given, @Nullable String environment, ForwardOptions options) {
        ForwardOptions all = options;
        if (environment != null && !environment.isBlank()) {
            for (String pair : environment.split(",", -1)) {
                all = add("ENGRAM_FORWARD_HEADERS", "", decoded(pair), all);
            }
        }
        for (String each : given) {
            if (each.startsWith("@")) {
                all = readFile(each.substring(1), all);
            } else {
                all = add("--forward-header", "", each, all);
            }
        }
        return all;
    }

    private static ForwardOptions readFile(String name, ForwardOptions options) {
        ForwardOptions all = options;
        List<String> lines;
        try {
            Path file = Path.of(name);
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException(
                        "The file " + name + " of --forward-header is larger than 64 KiB; it holds NAME=VALUE lines.");
            }
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "The file " + name + " of --forward-header cannot be read; it holds a NAME=VALUE on each line.", e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                all = add("--forward-header", " in line " + (i + 1) + " of " + name, line, all);
            }
        }
        return all;
    }

    private static ForwardOptions add(String option, String where, String pair, ForwardOptions options) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    option + where + " is no NAME=VALUE (it is not shown, for it may be a secret).");
        }
        return options.withHeader(pair.substring(0, equals).strip(), pair.substring(equals + 1));
    }

    private static String decoded(String pair) {
        try {
            // A plus is itself: only URLs of forms have it for a blank.
            return java.net.URLDecoder.decode(pair.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "ENGRAM_FORWARD_HEADERS has a % that is no percent-encoding; write %25 for a percent sign.", e);
        }
    }
}
