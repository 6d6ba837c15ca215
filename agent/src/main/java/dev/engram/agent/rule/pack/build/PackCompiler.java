package dev.engram.agent.rule.pack.build;

import dev.engram.agent.rule.pack.Pack;
import dev.engram.agent.rule.pack.PackFile;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.PackText;
import dev.engram.agent.rule.yaml.RuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the YAML of all packs in a folder, and writes next to it the index of the packs and the text that the agent reads
 * of each ({@link PackIndex}, {@link PackText}).
 */
public final class PackCompiler {

    private static final String YAML = ".yaml";

    private PackCompiler() {}

    /**
     * Compiles the packs of a folder.
     *
     * @param arguments the folder, alone
     * @throws IllegalStateException with all findings, one a line, when a pack is wrong; nothing is written then
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<Pack> packs = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(YAML))
                    .sorted()
                    .toList()) {
                read(file, packs, findings);
            }
        }
        if (!findings.isEmpty()) {
            throw new IllegalStateException(String.join("\n", findings));
        }
        for (Pack pack : packs) {
            Files.writeString(folder.resolve(PackIndex.rulesFile(pack.name())), PackText.write(pack.rules()));
        }
        Files.writeString(folder.resolve(PackIndex.FILE), PackIndex.text(packs));
    }

    private static void read(Path file, List<Pack> packs, List<String> findings) throws IOException {
        try {
            Pack pack = PackFile.parse(file.toString(), Files.readString(file));
            if (file.endsWith(pack.name() + YAML)) {
                packs.add(pack);
            } else {
                findings.add(file + ": the pack's name is " + pack.name() + "; give the file and the pack one name.");
            }
        } catch (RuleException wrong) {
            findings.addAll(wrong.findings());
        }
    }
}
