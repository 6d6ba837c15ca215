package dev.engram.agent.classpath;

import dev.engram.agent.text.Texts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What of a class path could not be read: one sentence each, said once. Not thread-safe. */
public final class FileProblems {

    /** More than anybody reads. */
    static final int MAX = 100;

    private final Set<String> sentences = new LinkedHashSet<>();
    private int more;

    /**
     * Something is wrong with a file.
     *
     * @param place the file's name as the user would look for it
     * @param sentence what is wrong, without its full stop
     */
    public void add(String place, String sentence) {
        // Messages of the JDK may quote what a file holds.
        String whole = place + ": " + Texts.oneLine(sentence) + ".";
        if (sentences.size() < MAX) {
            sentences.add(whole);
        } else if (!sentences.contains(whole)) {
            more++;
        }
    }

    /** In the order found. */
    public List<String> all() {
        List<String> all = new ArrayList<>(sentences);
        if (more > 0) {
            all.add(more + " more like these are not shown.");
        }
        return all;
    }
}
