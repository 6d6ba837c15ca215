package dev.engram.agent.rule;

/**
 * Where a rule was written. Its text is {@code file:line}.
 *
 * @param file as the user named it, or what stands for a file, such as {@code (convention)}
 * @param line from 1; 0 when the whole file is meant
 */
public record Source(String file, int line) {

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
