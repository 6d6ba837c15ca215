package dev.engram.stack;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The folder {@code testing/stack/programs}: what each program is built from, and which release that is. */
final class Recipes {
    private static final String RELEASES = "releases.properties";

    private final Path folder;
    private final Properties releases = new Properties();

    Recipes(Path folder) throws StackException {
        this.folder = folder;
        try (Reader reader = Files.newBufferedReader(folder.resolve(RELEASES))) {
            releases.load(reader);
        } catch (IOException e) {
            throw new StackException("The versions of the programs cannot be read: " + e, e);
        }
    }

    /** As container images are tagged, {@code 2.13.0}. */
    String release(Program program) throws StackException {
        String release = releases.getProperty(program.title());
        if (release == null) {
            throw new StackException(folder.resolve(RELEASES) + " has no line " + program.title() + "=<version>.");
        }
        return release;
    }

    /** Sixteen hexadecimal digits, others for other modules, another release, or another kind of machine. */
    String fingerprint(Program program) throws StackException {
        MessageDigest digest = sha256();
        add(digest, System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        add(digest, release(program));
        try {
            for (Path file : files(program)) {
                add(digest, file.getFileName().toString());
                digest.update(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new StackException("What " + program.title() + " is built from cannot be read: " + e, e);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    /** Copies what a program is built from: a build may write beside it. */
    void copy(Program program, Path to) throws IOException {
        for (Path file : files(program)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private List<Path> files(Program program) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(program.title()))) {
            return files.sorted().toList();
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
