package dev.engram.stresstest.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code stress_test_config.yml}. What a file does not say is taken from the one beneath it, and at last from the
 * defaults. A file with anything wrong is refused as a whole, with every finding and its line.
 */
public final class ConfigFile {
    /** The file's usual name. */
    public static final String NAME = "stress_test_config.yml";

    private static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    /** The defaults, as they ship. */
    public static StressTestConfig defaults() {
        try (InputStream in = ConfigFile.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException(NAME + " is missing from the jar; build it anew.");
            }
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return parse("the defaults", yaml, new Draft(), List.of()).config();
        } catch (IOException | ConfigException e) {
            throw new IllegalStateException("The defaults cannot be read.", e);
        }
    }

    /**
     * The configuration of files, each over those before it, and all over the defaults.
     *
     * @param scenarios ids that may have a duration, besides those of the defaults
     * @throws ConfigException when anything is wrong with one of them
     */
    public static StressTestConfig read(List<Path> files, Collection<String> scenarios) throws ConfigException {
        Draft draft = Draft.of(defaults());
        for (Path file : files) {
            parse(file.toString(), text(file), draft, scenarios);
        }
        return draft.config();
    }

    /** The file for an environment, beside the other: {@code stress_test_config.ci.yml} for {@code ci}. */
    public static Path ofEnvironment(Path file, String environment) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String end = dot < 0 ? "" : name.substring(dot);
        return file.resolveSibling(stem + "." + environment + end);
    }

    private static Draft parse(String name, String yaml, Draft draft, Collection<String> scenarios)
            throws ConfigException {
        Findings findings = new Findings(name);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setAllowDuplicateKeys(true)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(yaml);
            if (root.isPresent()) {
                Collection<String> known = new ArrayList<>(scenarios);
                known.addAll(draft.durations.keySet());
                new ConfigReader(findings, draft, known).read(root.get());
            }
        } catch (MarkedYamlEngineException e) {
            findings.add(
                    e.getProblemMark().map(Mark::getLine).orElse(-1) + 1,
                    "the YAML cannot be read: " + e.getProblem() + "; check indentation and colons");
        } catch (YamlEngineException e) {
            findings.add(0, "the YAML cannot be read: " + e.getMessage());
        }
        if (!findings.isEmpty()) {
            throw findings.exception();
        }
        return draft;
    }

    private static String text(Path file) throws ConfigException {
        Findings findings = new Findings(file.toString());
        try {
            if (!Files.isRegularFile(file)) {
                findings.add(0, "there is no such file; give the path of a " + NAME);
            } else if (Files.size(file) > MAX_BYTES) {
                findings.add(0, "the file is longer than 1 MiB; a configuration has about thirty lines");
            } else {
                return Files.readString(file);
            }
        } catch (IOException e) {
            findings.add(0, "the file cannot be read as UTF-8 text (" + e + ")");
        }
        throw findings.exception();
    }
}
