package com.acme.memory.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there as a whole or as it was before. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Writes a file, in the place of one that is there.
     *
     * @param what as in "The facts"
     */
    public static void write(String what, Path file, String text) {
        try {
            Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".new");
            try {
                Files.writeString(beside, text);
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(what + " cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
