package dev.engram.agent.rule.yaml;

import dev.engram.agent.text.Texts;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From a file to the tree of its YAML, within limits. What is wrong on the way is a finding. */
public final class YamlText {

    /** Bytes of a file, and characters of a text. */
    public static final int MAX_LENGTH = 1 << 20;

    /** A rule file needs five. */
    static final int MAX_DEPTH = 20;

    static final int MAX_ALIASES = 50;

    private YamlText() {}

    /** The file's text, null with a finding when it cannot be had. */
    public static @Nullable String read(File file, Findings findings) {
        if (!file.exists()) {
            findings.add(
                    0,
                    "there is no such file" + (file.isAbsolute() ? "" : ", looked for " + file.getAbsolutePath())
                            + "; give the path of a rule file");
            return null;
        }
        if (file.isDirectory()) {
            findings.add(0, "this is a directory; give the path of a rule file in it");
            return null;
        }
        if (!file.isFile()) {
            findings.add(0, "this is not a regular file; give the path of a rule file");
            return null;
        }
        byte[] bytes;
        try (InputStream in = new FileInputStream(file)) {
            bytes = in.readNBytes(MAX_LENGTH + 1);
        } catch (IOException | SecurityException unreadable) {
            findings.add(
                    0,
                    "the file cannot be read (" + unreadable.getMessage()
                            + "); give the application's user the right to");
            return null;
        }
        return decode(bytes, findings);
    }

    /** The bytes as text, null with a finding if they are too many or no text. */
    public static @Nullable String decode(byte[] bytes, Findings findings) {
        if (bytes.length > MAX_LENGTH) {
            findings.add(0, "the file is longer than 1 MiB; a rule file has a few hundred lines");
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException otherCode) {
            findings.add(0, "the file is not UTF-8 text; save it as UTF-8");
            return null;
        }
    }

    /** The root of the text's tree, null with a finding when there is none. */
    public static @Nullable Node compose(String label, String yaml, Findings findings) {
        if (yaml.length() > MAX_LENGTH) {
            findings.add(0, "the file is longer than 1 MiB; a rule file has a few hundred lines");
            return null;
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setCodePointLimit(MAX_LENGTH)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowNonScalarKeys(true)
                .build();
        try {
            Parser parser = new ShallowParser(new ParserImpl(settings, new StreamReader(settings, yaml)));
            Optional<Node> root = new Composer(settings, parser).getSingleNode();
            if (root.isPresent()) {
                return root.get();
            }
            findings.add(1, "the file is empty; write memory: or tasks: with at least one entry");
        } catch (TooDeep tooDeep) {
            findings.add(
                    tooDeep.line, "the YAML is nested deeper than " + MAX_DEPTH + "; a rule file needs five levels");
        } catch (MarkedYamlEngineException malformed) {
            complain(malformed, findings);
        } catch (ReaderException character) {
            findings.add(
                    lineAt(yaml, character.getPosition()),
                    String.format(
                            "the file holds the character U+%04X, which YAML does not allow; delete it",
                            character.getCodePoint()));
        } catch (YamlEngineException limit) {
            findings.add(0, "the YAML cannot be read: " + oneLine(limit.getMessage()) + "; keep the file simple");
        }
        return null;
    }

    private static void complain(MarkedYamlEngineException malformed, Findings findings) {
        Optional<Mark> mark =
                malformed.getProblemMark().isPresent() ? malformed.getProblemMark() : malformed.getContextMark();
        String where = mark.isPresent() ? " in column " + (mark.get().getColumn() + 1) : "";
        findings.add(
                mark.map(Mark::getLine).orElse(-1) + 1,
                "the YAML cannot be read: " + problem(malformed) + where + "; check indentation, colons and quotes");
    }

    private static String problem(MarkedYamlEngineException malformed) {
        String problem = oneLine(malformed.getProblem());
        // "expected a single document in the stream", "but found another document"
        problem = problem.startsWith("but ") ? oneLine(malformed.getContext()) + ", " + problem : problem;
        return problem.replace(". (", " (");
    }

    private static int lineAt(String text, int position) {
        int line = 1;
        for (int i = 0; i < Math.min(position, text.length()); i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "it is malformed" : Texts.oneLine(text).trim();
    }

    /** Says no before the composer, which is recursive, runs out of stack. */
    private static final class ShallowParser implements Parser {
        private final Parser parser;
        private int depth;

        ShallowParser(Parser parser) {
            this.parser = parser;
        }

        @Override
        public Event next() {
            Event event = parser.next();
            Event.ID id = event.getEventId();
            if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
                depth++;
            } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw new TooDeep(event.getStartMark().map(Mark::getLine).orElse(-1) + 1);
            }
            return event;
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public boolean checkEvent(Event.ID id) {
            return parser.checkEvent(id);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }
    }

    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;

        TooDeep(int line) {
            this.line = line;
        }
    }
}
