package dev.engram.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@code go} that makes a file of the directory it is told to, and notes that it was called; and modules for it. */
final class FakeGo {
    private static final String SCRIPT = """
            #!/bin/sh
            echo "$GOFLAGS $*" >>"$GO_LOG"
            if [ -n "$GO_FAILS" ]; then echo "go: $GO_FAILS"; exit 1; fi
            if [ -n "$GO_TAKES" ]; then sleep "$GO_TAKES"; fi
            test -f "$2/go.mod" || exit 9
            while [ "$1" != -o ]; do shift; done
            echo program >"$2/made"
            """;

    private final Path directory;
    private final Path log;

    /** In an empty directory. */
    FakeGo(Path directory) throws IOException {
        this.directory = directory;
        this.log = directory.resolve("go.log");
        Path go = Files.createDirectories(directory.resolve("bin")).resolve("go");
        Files.writeString(go, SCRIPT);
        Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(programs());
        Files.writeString(
                programs().resolve("releases.properties"),
                "jaeger=1.2.3\notelcol=4.5.6\nprometheus=7.8.9\ncompose=0.1.2\n");
        for (Program program : Program.values()) {
            Path module = Files.createDirectory(programs().resolve(program.title()));
            Files.writeString(module.resolve("go.mod"), "module " + program.title() + "\n");
            Files.writeString(module.resolve("go.sum"), "");
        }
    }

    /** What is built, as {@code testing/stack/programs}. */
    Path programs() {
        return directory.resolve("programs");
    }

    Path cache() {
        return directory.resolve("cache");
    }

    /** The environment in which it is found, with what it is to do. */
    Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment =
                new HashMap<>(Map.of("PATH", directory.resolve("bin") + ":/usr/bin:/bin", "GO_LOG", log.toString()));
        environment.putAll(settings);
        return environment;
    }

    /** How it was called, each time. */
    List<String> calls() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}
