package dev.engram.agent.rule.yaml;

import dev.engram.agent.rule.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a rule file, collected so that it is all said at once. Not thread-safe. */
public final class Findings {

    /** More than anybody reads. */
    static final int MAX = 100;

    private final String file;
    private final Map<Integer, List<String>> byLine = new TreeMap<>();
    private int count;

    public Findings(String file) {
        this.file = file;
    }

    /** One sentence, without its full stop, about what stands at {@code node}. */
    public void add(Node node, String sentence) {
        add(line(node), sentence);
    }

    /** The same with the number of a line, from 1; 0 for the whole file. */
    public void add(int line, String sentence) {
        count++;
        if (count <= MAX) {
            byLine.computeIfAbsent(line, each -> new ArrayList<>(1))
                    .add(new Source(file, line) + ": " + sentence + ".");
        }
    }

    /** What a sentence of an exception says about what stands at {@code node}. */
    void add(Node node, IllegalArgumentException wrong) {
        String sentence = String.valueOf(wrong.getMessage());
        add(node, Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1, sentence.length() - 1));
    }

    public int count() {
        return count;
    }

    /** In the order of the lines. */
    public List<String> all() {
        List<String> all = new ArrayList<>();
        byLine.values().forEach(all::addAll);
        if (count > MAX) {
            all.add(file + ": " + (count - MAX) + " more like these are not shown.");
        }
        return Collections.unmodifiableList(all);
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
