package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.HooksApp;
import com.example.PoolApp;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An AOT cache")
class ArchiveIT {

    /** The first JDK that records and assembles one with a single option. */
    private static final int FIRST = 25;

    private static final String SAID = "This run records an AOT cache";

    @TempDir
    Path folder;

    /** A cache contains no classes of a directory. */
    private Path jar() throws Exception {
        Path jar = folder.resolve("app.jar");
        Path classes = Path.of(HooksApp.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.list(classes.resolve("com/example"))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                entries.write(Files.readAllBytes(each));
                entries.closeEntry();
            }
        }
        return jar;
    }

    private Jvm.Ended run(Path home, Path jar, Path spans, String option) throws Exception {
        return Jvm.end(new Jvm()
                .home(home)
                .jsonl(spans)
                .option(option)
                .start(List.of("-cp", jar.toString(), PoolApp.class.getName())));
    }

    @Test
    @DisplayName(
            "is recorded with the agent, which then leaves the JDK alone, and says so; a run with the cache follows tasks")
    void aotCache() throws Exception {
        Optional<Path> newer = NewerJdk.find();
        assumeTrue(
                newer.isPresent() && NewerJdk.version(newer.get()) >= FIRST,
                "No JDK 25 or newer is installed beside this one: no AOT cache to record.");
        Path jar = jar();
        Path cache = folder.resolve("app.aot");
        Path recorded = folder.resolve("recorded.jsonl");
        Jvm.Ended recording = run(newer.get(), jar, recorded, "-XX:AOTCacheOutput=" + cache);
        assertThat(recording.exitCode()).as("%s", recording).isZero();
        assertThat(recording.said())
                .filteredOn(line -> line.startsWith(SAID))
                .as("%s", recording)
                .isNotEmpty();
        assertThat(Jvm.spans(recorded)).hasSize(2);
        assertThat(cache).isNotEmptyFile();

        Path used = folder.resolve("used.jsonl");
        Jvm.Ended using = run(newer.get(), jar, used, "-XX:AOTCache=" + cache);
        assertThat(using.exitCode()).as("%s", using).isZero();
        assertThat(using.errOfTheApplication()).as("%s", using).isEmpty();
        assertThat(using.said()).noneMatch(line -> line.startsWith(SAID));
        assertThat(Jvm.spans(used))
                .extracting(each -> each.path("traceId").asText())
                .as("the operation on the pool's thread is in the trace of the one that waits for it")
                .hasSize(2)
                .containsOnly(Jvm.spans(used).get(0).path("traceId").asText());
    }
}
