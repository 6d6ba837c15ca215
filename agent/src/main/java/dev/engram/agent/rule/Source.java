package dev.engram.agent.rule;

/** Where a rule was written. Immutable; its text is {@code file:line}. */
public final class Source {

    private final String file;
    private final int line;

    /**
     * A place in a file.
     *
     * @param file as the user named it, or what stands for a file, such as {@code (convention)}
     * @param line from 1; 0 when the whole file is meant
     */
    public Source(String file, int line) {
        this.file = file;
        this.line = line;
    }

    /** As the user named it, or what stands for a file. */
    public String file() {
        return file;
    }

    /** From 1; 0 when the whole file is meant. */
    public int line() {
        return line;
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
