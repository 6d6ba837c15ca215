package dev.engram.agent.rule.pack;

import dev.engram.agent.classpath.ClassPath;
import dev.engram.agent.classpath.FileProblems;
import dev.engram.agent.config.RuleSettings;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.YamlText;
import dev.engram.agent.text.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Packs that do not come with Engram: those of the directory {@code ENGRAM_PACKS_DIR}, and, if {@code
 * ENGRAM_PACKS_CLASSPATH} allows it, those that libraries bring in {@code META-INF/engram/packs/*.yaml}. They are read at the
 * start, as YAML, and come after the agent's own packs. A pack with a fault is left out whole. Used once, by one thread.
 */
public final class OtherPacks {

    private static final String FOLDER = "META-INF/engram/packs/";
    private static final String YAML = ".yaml";

    private final Set<String> taken;
    private final List<Pack> packs = new ArrayList<>();
    private final List<String> findings;

    private OtherPacks(PackIndex own, List<String> findings) {
        this.taken = new HashSet<>(own.packs());
        this.taken.add(PackIndex.CONVENTION);
        this.findings = findings;
    }

    /**
     * The agent's own packs and those that the settings add.
     *
     * @param classPath the application's, as {@code java.class.path} has it
     * @param findings gets one sentence for whatever is wrong
     */
    public static PackIndex index(RuleSettings settings, String classPath, List<String> findings) {
        PackIndex own = PackIndex.builtIn();
        String directory = settings.packsDirectory();
        if (directory == null && !settings.takesPacksOfLibraries()) {
            return own;
        }
        OtherPacks others = new OtherPacks(own, findings);
        if (directory != null) {
            others.addDirectory(directory);
        }
        if (settings.takesPacksOfLibraries()) {
            others.addLibraries(classPath);
        }
        return own.with(others.packs);
    }

    private void addDirectory(String directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(directory), "*" + YAML)) {
            all.forEach(files::add);
        } catch (IOException | RuntimeException unreadable) {
            findings.add("ENGRAM_PACKS_DIR=" + directory + " cannot be read as a directory (" + unreadable
                    + "). Engram records without its packs.");
        }
        files.sort(null);
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                add(file.toString(), in.readNBytes(YamlText.MAX_LENGTH + 1));
            } catch (IOException unreadable) {
                findings.add(file + " cannot be read (" + unreadable + "). Engram records without this pack.");
            }
        }
    }

    private void addLibraries(String classPath) {
        FileProblems problems = new FileProblems();
        try (ClassPath libraries = new ClassPath(problems, Path.of(System.getProperty("java.io.tmpdir")))) {
            libraries.addExisting(classPath);
            libraries.forEachFile(FOLDER, YAML, YamlText.MAX_LENGTH + 1, this::add);
        }
        findings.addAll(problems.all());
    }

    private void add(String label, byte[] content) {
        try {
            Pack pack = PackFile.parse(label, content);
            if (taken.add(pack.name())) {
                packs.add(pack);
            } else {
                findings.add(label + ": there is a pack " + Texts.quote(pack.name())
                        + " already; give this one, which is left out, another name.");
            }
        } catch (RuleException wrong) {
            findings.addAll(wrong.findings());
            findings.add(label + " is left out. Engram records without this pack.");
        }
    }
}
