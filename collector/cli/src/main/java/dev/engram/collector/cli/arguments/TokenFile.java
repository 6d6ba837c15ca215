package dev.engram.collector.cli.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads secrets from files, so that they are on no command line. No message holds what was read. */
public final class TokenFile {

    private static final long MAX_FILE_BYTES = 64 * 1024;

    private TokenFile() {}

    /**
     * The text of the file without blanks and lines' ends around it.
     *
     * @param option how the user named the file, for messages
     * @throws IllegalArgumentException where it cannot be read, or is empty; the message is one sentence
     */
    public static String read(String option, Path file) {
        String text;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException(
                        "The file " + file + " of " + option + " is larger than 64 KiB; it holds one line.");
            }
            text = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The file " + file + " of " + option + " cannot be read; it holds one line.", e);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The file " + file + " of " + option + " is empty; it holds one line.");
        }
        return text;
    }

    /**
     * The secret of the file; without a file the other one.
     *
     * @param other null or empty for none
     */
    static @Nullable String readOr(String option, @Nullable Path file, @Nullable String other) {
        if (file != null) {
            return read(option, file);
        }
        return other == null || other.isEmpty() ? null : other;
    }
}
