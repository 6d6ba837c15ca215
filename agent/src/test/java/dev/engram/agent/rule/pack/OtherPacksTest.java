package dev.engram.agent.rule.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.config.RuleSettings;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Packs of others")
class OtherPacksTest {

    @TempDir
    Path folder;

    private final List<String> findings = new ArrayList<>();

    private static String pack(String name, String more) {
        return "pack: " + name + "\ntested: [a:b:1]\n" + more + "memory:\n  - {name: " + name
                + ".get, type: com.acme.Shelf, method: get, operation: retrieve, key: arg0}\n";
    }

    private PackIndex index(@Nullable Path directory, @Nullable Path classPath) {
        RuleSettings settings = new RuleSettings(
                null, false, List.of(), List.of(), directory == null ? null : directory.toString(), classPath != null);
        return OtherPacks.index(settings, String.valueOf(classPath), findings);
    }

    private static Packs packs(PackIndex index, String... off) {
        return Packs.of(index, false, new RuleSet("engram", List.of()), List.of(), List.of(off), new ArrayList<>());
    }

    @Test
    @DisplayName("are tried after Engram's, in the order of their files, and are switched by name as these are")
    void order() throws IOException {
        Files.writeString(folder.resolve("b.yaml"), pack("spare", ""));
        Files.writeString(folder.resolve("a.yaml"), pack("first", ""));
        Files.writeString(folder.resolve("c.yaml"), pack("seldom", "optional: true\n"));
        Files.writeString(folder.resolve("notes.txt"), "no pack");
        PackIndex index = index(folder, null);
        assertThat(findings).isEmpty();
        assertThat(index.packs()).startsWith("adk").endsWith("first", "spare", "seldom");
        assertThat(index.names()).contains("spare.get");
        assertThat(packs(index).naming("com.acme.Shelf"))
                .extracting(Rule::name)
                .containsExactly("first.get", "spare.get");
        assertThat(packs(index, "first.get").naming("com.acme.Shelf"))
                .extracting(Rule::name)
                .containsExactly("spare.get");
    }

    @Test
    @DisplayName("are found in directories of the class path as well, also within an unpacked Spring Boot application")
    void unpacked() throws IOException {
        Path packs = Files.createDirectories(folder.resolve("BOOT-INF/classes/META-INF/engram/packs"));
        Files.writeString(packs.resolve("shelf.yaml"), pack("shelf", ""));
        assertThat(index(null, folder).packs()).contains("shelf");
        assertThat(index(null, null).packs()).doesNotContain("shelf");
        assertThat(findings).isEmpty();
    }

    @Test
    @DisplayName("are left out if they are faulty, or have the name of another pack; the others are used")
    void faults() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "pack: [");
        Files.writeString(folder.resolve("b.yaml"), pack("langchain4j", ""));
        Files.write(folder.resolve("c.yaml"), new byte[] {(byte) 0xff});
        Files.writeString(folder.resolve("d.yaml"), pack("fine", ""));
        Files.write(folder.resolve("e.yaml"), new byte[(1 << 20) + 1]);
        assertThat(index(folder, null).packs()).contains("fine").doesNotContain("b");
        assertThat(findings)
                .anyMatch(each -> each.contains("a.yaml:1: the YAML cannot be read"))
                .anyMatch(each ->
                        each.endsWith("b.yaml: there is a pack 'langchain4j' already; give this one, which is left"
                                + " out, another name."))
                .anyMatch(each -> each.contains("c.yaml: the file is not UTF-8 text"))
                .anyMatch(each -> each.contains("e.yaml: the file is longer than 1 MiB"));
        findings.clear();
        assertThat(index(folder.resolve("none"), null).packs())
                .isEqualTo(PackIndex.builtIn().packs());
        assertThat(findings).singleElement().asString().contains("ENGRAM_PACKS_DIR=", "cannot be read as a directory");
    }
}
