package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.it.Jvm;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's jar, byte for byte but for one thing: each rule of its packs has one more attribute, its own name, so that a
 * span tells which rule made it.
 */
final class MarkedAgent {

    /** The attribute. */
    static final String RULE = "tested.rule";

    private static final String FOLDER = "inst/dev/engram/agent/packs";

    private static @Nullable Path jar;

    private MarkedAgent() {}

    /** Makes it once. */
    static synchronized Path jar() throws IOException {
        if (jar == null) {
            // Its own file in each of the JVMs that tests run in at once.
            Path copy = Files.createTempFile(Path.of("target").toAbsolutePath(), "engram-agent-marked-", ".jar");
            copy.toFile().deleteOnExit();
            Files.copy(Jvm.agentJar(), copy, StandardCopyOption.REPLACE_EXISTING);
            try (FileSystem zip = FileSystems.newFileSystem(copy);
                    Stream<Path> files = Files.list(zip.getPath(FOLDER))) {
                List<Path> packs =
                        files.filter(file -> file.toString().endsWith(".rules")).toList();
                assertThat(packs).isNotEmpty();
                for (Path each : packs) {
                    Files.writeString(each, marked(Files.readString(each)));
                }
            }
            jar = copy;
        }
        return jar;
    }

    /** In the form of a pack that the build made of its YAML. */
    private static String marked(String pack) {
        return pack.lines()
                .map(line -> line.startsWith("rule\t")
                        ? line + "\nattribute\t" + RULE + "\t" + line.split("\t", -1)[5] + "\n"
                        : line + "\n")
                .collect(Collectors.joining());
    }
}
