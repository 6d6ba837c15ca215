package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a rule file, collected so that it is all said at once. Not thread-safe. */
final class Findings {

    /** More than anybody reads. */
    static final int MAX = 100;

    /** Longer words of the file are shown cut. */
    private static final int SHOWN = 60;

    private final String file;
    private final Map<Integer, List<String>> byLine = new TreeMap<>();
    private int count;

    Findings(String file) {
        this.file = file;
    }

    /** One sentence, without its full stop, about what stands at {@code node}. */
    void add(Node node, String sentence) {
        add(line(node), sentence);
    }

    /** The same with the number of a line, from 1; 0 for the whole file. */
    void add(int line, String sentence) {
        count++;
        if (count <= MAX) {
            byLine.computeIfAbsent(line, each -> new ArrayList<>(1))
                    .add(new Source(file, line) + ": " + sentence + ".");
        }
    }

    int count() {
        return count;
    }

    /** In the order of the lines. */
    List<String> all() {
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

    /** A word of the file in quotes, fit for one line. */
    static String quote(String word) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(word.length(), SHOWN); i++) {
            char c = word.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown + (word.length() > SHOWN ? "...'" : "'");
    }
}
