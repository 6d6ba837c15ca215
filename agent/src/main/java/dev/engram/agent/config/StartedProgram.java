package dev.engram.agent.config;

import dev.engram.agent.text.Texts;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** Names a JVM by what it was started with, for who gave its service no name. */
final class StartedProgram {

    /** What the launcher was told to run, with the program's arguments. */
    static final String PROPERTY = "sun.java.command";

    /** OpenTelemetry's name of a service that nothing names. */
    static final String UNKNOWN = "unknown_service:java";

    private static final String JAR = ".jar";

    private static final int MAX_NAME = 255;

    private StartedProgram() {}

    /**
     * The jar's name without {@code .jar}, or the main class's with its package. Of the program's arguments, which may hold
     * secrets, nothing is in it.
     *
     * @param command the value of {@link #PROPERTY}: a jar's path, a class, or {@code module/class}, then arguments; null
     *     where another launcher started the JVM
     */
    static String name(@Nullable String command) {
        if (command == null || command.isBlank()) {
            return UNKNOWN;
        }
        String program = command.strip();
        int end = end(program);
        String file = program.substring(program.lastIndexOf('/', end - 1) + 1, end);
        file = file.substring(file.lastIndexOf(File.separatorChar) + 1);
        String name = file.endsWith(JAR) ? file.substring(0, file.length() - JAR.length()) : file;
        return name.isBlank() ? UNKNOWN : Texts.cut(name, MAX_NAME);
    }

    /** Where the program ends and its arguments begin: at the first blank, unless a jar's path has blanks. */
    private static int end(String program) {
        int blank = program.indexOf(' ');
        for (int at = program.indexOf(JAR); at >= 0; at = program.indexOf(JAR, at + 1)) {
            int end = at + JAR.length();
            boolean isWhole = end == program.length() || program.charAt(end) == ' ';
            if (isWhole && (end <= blank || new File(program.substring(0, end)).isFile())) {
                return end;
            }
        }
        return blank < 0 ? program.length() : blank;
    }
}
