package dev.engram.collector.cli.arguments;

import dev.engram.collector.keyspace.survey.finding.FindingRules;
import dev.engram.collector.keyspace.survey.key.KeyTemplate;
import dev.engram.collector.keyspace.survey.key.KeyTemplates;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import java.util.List;
import picocli.CommandLine.Option;

/** What the names of keys say. */
public final class KeyNameOptions {

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            defaultValue = ":",
            description = "Text that separates a key's namespace from the rest (default: ${DEFAULT-VALUE}).")
    private String separator = "";

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Number of parts of a key, between separators, that form its namespace (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(
            names = "--key-template",
            paramLabel = "TEMPLATE",
            defaultValue = KeyTemplate.DEFAULT,
            description =
                    "How the application builds a Redis key from a memory's namespace and key; needed to match spans with"
                            + " keys. May be repeated; the one that fits most keys of a namespace is used for it"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<String> templates = List.of();

    @Option(
            names = "--companion",
            paramLabel = "SUFFIX",
            defaultValue = FindingRules.COMPANION,
            description = "Suffix of companion keys, which belong to the key without the suffix (default:"
                    + " ${DEFAULT-VALUE}).")
    private String companion = "";

    public Namespaces namespaces() {
        return new Namespaces(separator, depth);
    }

    public KeyTemplates templates() {
        return new KeyTemplates(templates);
    }

    public String companion() {
        return companion;
    }
}
