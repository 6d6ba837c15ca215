package dev.engram.agent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK with virtual threads. */
final class NewerJdk {

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    private NewerJdk() {}

    /** The home of this JDK when it is one, else of the newest that is installed beside it. */
    static Optional<Path> find() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            return Optional.of(own);
        }
        Path newest = null;
        int newestVersion = FIRST_WITH_VIRTUAL_THREADS - 1;
        try (Stream<Path> neighbours = Files.list(own.getParent())) {
            for (Path each : neighbours.toList()) {
                int version = version(each);
                if (version > newestVersion) {
                    newest = each;
                    newestVersion = version;
                }
            }
        }
        return Optional.ofNullable(newest);
    }

    /** 0 when there is none that could be started. */
    static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)
                || !Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return 0;
        }
        Matcher match = VERSION.matcher(Files.readString(release));
        return match.find() ? Integer.parseInt(match.group(1)) : 0;
    }
}
