package com.acme.memory.facts;

import com.acme.memory.support.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Facts as a file that people read and write, {@code PAFCORE.md}:
 *
 * <pre>
 * ### Technology Stack
 * - **LANG-001**: Python 3.12 or newer
 *   - Why: pattern matching
 * - **AUTH-001**: ~~Sessions in cookies~~ DEPRECATED
 * - **AUTH-002**: Tokens live 15 minutes (proposed)
 * </pre>
 *
 * Entries count below the headings named in {@link #SECTIONS}; everything else is prose. The category comes from the id.
 */
final class FactFile {
    private static final long MAX_BYTES = 1 << 20;

    /** Headings that hold facts, each with the category whose facts are written there. */
    private static final Map<String, String> SECTIONS = sections();

    private static final String REST = "Architecture Patterns";
    private static final Pattern ENTRY = Pattern.compile("- \\*\\*([A-Z]{1,16}-\\d{1,6})\\*\\*: (\\S.*)");
    private static final Pattern WHY = Pattern.compile(" {2,}- Why: (.+)");
    private static final Pattern STATUS = Pattern.compile("(.*\\S) \\((proposed|review|replaced)\\)");

    private FactFile() {}

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("Technology Stack", "LANG");
        sections.put("Package Structure", "PKG");
        sections.put("Code Quality", "QUAL");
        sections.put("Agent Behavior", "AGENT");
        sections.put("Development Workflow", "GIT");
        sections.put(REST, "ARCH");
        sections.put("Documentation", "DOC");
        return sections;
    }

    /** Reads a file; throws {@link IllegalArgumentException} with file, line and remedy where it is broken. */
    static Collection<Fact> read(Path file) {
        List<String> lines = lines(file);
        Map<String, Fact> facts = new LinkedHashMap<>();
        String last = null;
        boolean inSection = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripTrailing();
            if (line.startsWith("#")) {
                inSection =
                        line.startsWith("### ") && SECTIONS.keySet().stream().anyMatch(line::contains);
                last = null;
                continue;
            }
            Matcher why = WHY.matcher(line);
            if (inSection && last != null && why.matches()) {
                facts.computeIfPresent(
                        last, (id, fact) -> new Fact(id, fact.description(), why.group(1), fact.status()));
            } else if (inSection && line.startsWith("- ")) {
                Fact fact = entry(file, i + 1, line);
                if (facts.putIfAbsent(fact.id(), fact) != null) {
                    throw broken(file, i + 1, fact.id() + " is there a second time; keep one of them.");
                }
                last = fact.id();
            }
        }
        return facts.values();
    }

    static void write(Path file, Collection<Fact> facts) {
        List<String> lines = new ArrayList<>(List.of("# Permanent architectural facts"));
        SECTIONS.forEach((section, category) -> {
            List<Fact> here = facts.stream()
                    .filter(fact -> fact.category().equals(category)
                            || (section.equals(REST) && !SECTIONS.containsValue(fact.category())))
                    .toList();
            if (!here.isEmpty()) {
                lines.addAll(List.of("", "### " + section, ""));
                here.forEach(fact -> lines.addAll(written(fact)));
            }
        });
        WholeFile.write("The facts", file, String.join("\n", lines) + "\n");
    }

    private static List<String> written(Fact fact) {
        String text = oneLine(fact.description());
        String entry = "- **" + fact.id() + "**: "
                + switch (fact.status()) {
                    case ACTIVE -> text;
                    case DEPRECATED -> "~~" + text + "~~ DEPRECATED";
                    case PROPOSED, REVIEW, REPLACED ->
                        text + " (" + fact.status().label() + ")";
                };
        return fact.rationale().isBlank() ? List.of(entry) : List.of(entry, "  - Why: " + oneLine(fact.rationale()));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static Fact entry(Path file, int line, String text) {
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches()) {
            throw broken(file, line, "this is no fact; write it as '- **AUTH-001**: what holds'.");
        }
        String description = entry.group(2);
        if (description.contains("~~") || description.contains("DEPRECATED")) {
            String rest =
                    description.replace("~~", "").replace("DEPRECATED", "").strip();
            return new Fact(entry.group(1), rest.isEmpty() ? "deprecated" : rest, "", FactStatus.DEPRECATED);
        }
        Matcher status = STATUS.matcher(description);
        return status.matches()
                ? new Fact(
                        entry.group(1),
                        status.group(1),
                        "",
                        FactStatus.valueOf(status.group(2).toUpperCase(Locale.ROOT)))
                : new Fact(entry.group(1), description, "", FactStatus.ACTIVE);
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + " bytes; split it.");
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist; name a file of facts such as PAFCORE.md.", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not in UTF-8; save it so.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException broken(Path file, int line, String what) {
        return new IllegalArgumentException(file + ":" + line + ": " + what);
    }
}
