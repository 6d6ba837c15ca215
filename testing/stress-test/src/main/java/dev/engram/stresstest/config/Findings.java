package dev.engram.stresstest.config;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with one file, each with its line. */
final class Findings {
    private final String file;
    private final List<String> all = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    void add(Node node, String what) {
        add(node.getStartMark().map(Mark::getLine).orElse(-1) + 1, what);
    }

    /** Line 0 stands for the whole file. */
    void add(int line, String what) {
        all.add(file + (line > 0 ? ", line " + line : "") + ": " + what + ".");
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    ConfigException exception() {
        return new ConfigException(all);
    }
}
