package dev.engram.agent.rule.pack;

import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleBuilder;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.SpanName;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.text.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pack's rules as lines of words with tabs between them. The build makes this of the pack's YAML, which takes 200 ms to
 * read where YAML was not read before: that would be the application's time.
 */
public final class PackText {

    private static final String RULE = "rule";

    private PackText() {}

    /**
     * The text of a pack's rules.
     *
     * @throws IllegalStateException when a word of a rule has a tab or a line end
     */
    public static String write(List<Rule> rules) {
        StringBuilder text = new StringBuilder();
        for (Rule rule : rules) {
            Operation operation = rule.operation();
            KeyMode keys = rule.keyMode();
            line(
                    text,
                    List.of(
                            RULE,
                            String.valueOf(rule.source().line()),
                            rule.type(),
                            rule.method(),
                            operation == null ? "" : operation.label(),
                            said(rule.name() == null ? rule.taskName() : rule.name()),
                            String.valueOf(rule.layer()),
                            keys == null ? "" : keys.label()));
            SpanName span = rule.span();
            if (span != null && span.isTemplate()) {
                line(text, List.of("span", span.toString()));
            }
            StreamSignal signal = rule.signal();
            if (signal != null) {
                line(text, List.of("signal", signal.label()));
            }
            GenAiOperation genAi = rule.genAi();
            if (genAi != null) {
                line(text, List.of("gen_ai", genAi.label()));
            }
            String metricOperation = rule.metricOperation();
            if (metricOperation != null) {
                line(text, List.of("metric", metricOperation));
            }
            if (rule.isClient()) {
                line(text, List.of("kind", "client"));
            }
            if (!rule.unless().isEmpty()) {
                line(text, with("unless", "", rule.unless()));
            }
            if (!rule.ownSpans().inside().isEmpty()) {
                line(text, with("inside", "", rule.ownSpans().inside()));
            }
            if (!rule.ownSpans().around().isEmpty()) {
                line(text, with("around", "", rule.ownSpans().around()));
            }
            List<String> params = rule.params();
            if (params != null) {
                line(text, with("params", "", params));
            }
            rule.fields().forEach((field, accessor) -> line(text, with("field", field.label(), texts(accessor))));
            rule.attributes().forEach((name, accessor) -> line(text, with("attribute", name, texts(accessor))));
            rule.gauges().forEach((name, accessor) -> line(text, with("gauge", name, texts(accessor))));
        }
        return text.toString();
    }

    private static String said(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<String> texts(Accessor accessor) {
        List<String> texts = new ArrayList<>();
        accessor.paths().forEach(path -> texts.add(path.toString()));
        return texts;
    }

    private static List<String> with(String tag, String name, List<String> rest) {
        List<String> words = new ArrayList<>(List.of(tag, name));
        words.addAll(rest);
        return words;
    }

    private static void line(StringBuilder text, List<String> words) {
        for (String word : words) {
            if (word.indexOf('\t') >= 0 || word.indexOf('\n') >= 0) {
                throw new IllegalStateException("A pack cannot have a tab or a line end in " + Texts.quote(word));
            }
        }
        text.append(String.join("\t", words)).append('\n');
    }

    /** The rules of such a text. */
    static List<Rule> read(String pack, String text) {
        List<Rule> rules = new ArrayList<>();
        Reading reading = null;
        for (String line : text.split("\n", -1)) {
            List<String> words = Arrays.asList(line.split("\t", -1));
            if (words.get(0).equals(RULE)) {
                if (reading != null) {
                    rules.add(reading.rule());
                }
                reading = new Reading(pack, words);
            } else if (reading != null && words.size() > 1) {
                reading.take(words.get(0), words.get(1), words.subList(2, words.size()));
            }
        }
        if (reading != null) {
            rules.add(reading.rule());
        }
        return rules;
    }

    /** The label of a pack's rules, where a file's stands for the user's own. */
    static String label(String pack) {
        return "pack " + pack;
    }

    /** One rule on its way. */
    private static final class Reading {
        private final RuleBuilder rule;
        private final String name;
        private final Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
        private final Map<String, List<Path>> attributes = new LinkedHashMap<>();
        private final Map<String, List<Path>> gauges = new LinkedHashMap<>();

        Reading(String pack, List<String> words) {
            Source source = new Source(label(pack), Integer.parseInt(words.get(1)));
            Operation operation = Operation.of(words.get(4));
            this.name = words.get(5);
            this.rule = operation == null
                    ? Rule.task(source, words.get(2), words.get(3), name)
                    : Rule.memory(source, words.get(2), words.get(3), operation).name(name);
            rule.pack(pack).layer(Integer.parseInt(words.get(6))).keys(KeyMode.of(words.get(7)));
        }

        void take(String tag, String word, List<String> rest) {
            switch (tag) {
                case "params" -> rule.params(rest);
                case "unless" -> rule.unless(rest);
                case "inside" -> rule.spanInside(rest);
                case "around" -> rule.spanAround(rest);
                case "kind" -> rule.client(true);
                case "gen_ai" -> rule.genAi(GenAiOperation.of(word));
                case "metric" -> rule.metricOperation(word);
                case "span" -> rule.name(name).span(word);
                case "signal" -> rule.name(name).signal(signal(word));
                default -> takePaths(tag, word, rest);
            }
        }

        private static StreamSignal signal(String word) {
            StreamSignal known = StreamSignal.of(word);
            if (known == null) {
                throw new IllegalArgumentException(word);
            }
            return known;
        }

        private void takePaths(String tag, String label, List<String> rest) {
            List<Path> paths = new ArrayList<>(rest.size());
            rest.forEach(text -> paths.add(Path.parse(text)));
            Field field = tag.equals("field") ? Field.of(label) : null;
            if (field != null) {
                fields.put(field, paths);
            } else {
                (tag.equals("gauge") ? gauges : attributes).put(label, paths);
            }
        }

        Rule rule() {
            return rule.fields(fields).attributes(attributes).gauges(gauges).build();
        }
    }
}
