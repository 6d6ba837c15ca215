package dev.engram.agent.config;

import dev.engram.agent.text.Texts;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names a JVM by what it was started with, for who gave its service no name. */
final class StartedProgram {

    /** What the launcher was told to run, with the program's arguments. */
    static final String PROPERTY = "sun.java.command";

    /** OpenTelemetry's name of a service that nothing names. */
    static final String UNKNOWN = "unknown_service:java";

    private static final String JAR = ".jar";

    private static final int MAX_NAME = 255;

    /** Names of jars that say nothing of what is in them. */
    private static final Pattern GENERIC = Pattern.compile(
            "(app|application|main|server|service|quarkus-run|runner|run|start|boot|root|target)([-_.]?(all|fat|uber|boot|exec|runner|SNAPSHOT|[0-9.]+))*",
            Pattern.CASE_INSENSITIVE);

    /** Keys of a name, in the order in which they count, as properties, and as frameworks read them from the environment. */
    private static final List<String> KEYS =
            List.of("spring.application.name", "quarkus.application.name", "micronaut.application.name");

    private StartedProgram() {}

    /**
     * What the application calls itself: {@code spring.application.name} and the like in its arguments, system properties,
     * environment and files; the title in its jar's manifest; else {@link #name}. Where that is a jar whose name says nothing,
     * such as {@code app.jar}, the main class's of the manifest.
     *
     * @param properties the JVM's
     */
    static String find(Map<String, String> properties, Map<String, String> environment) {
        String command = properties.get(PROPERTY);
        String given = given(command, properties, environment);
        if (given != null) {
            return Texts.cut(given, MAX_NAME);
        }
        String program = name(command);
        if (command == null || command.isBlank()) {
            return program;
        }
        String stripped = command.strip();
        String started = stripped.substring(0, end(stripped));
        Path folder;
        Path jar;
        try {
            folder = Path.of(properties.getOrDefault("user.dir", "."));
            jar = started.endsWith(JAR) ? folder.resolve(started) : null;
        } catch (InvalidPathException noFile) {
            return program;
        }
        ApplicationFiles files = new ApplicationFiles(folder, jar, properties.get("java.class.path"));
        String configured = files.configured(KEYS);
        String found = configured != null ? configured : jar == null ? null : files.manifest("Implementation-Title");
        if (found == null && jar != null && GENERIC.matcher(program).matches()) {
            // A launcher's main class is the same for all; the application's is behind it.
            String start = files.manifest("Start-Class");
            found = start != null ? start : files.manifest("Main-Class");
        }
        return found == null ? program : Texts.cut(found, MAX_NAME);
    }

    private static @Nullable String given(
            @Nullable String command, Map<String, String> properties, Map<String, String> environment) {
        for (String key : KEYS) {
            String argument = command == null ? null : argument(command, "--" + key + "=");
            String property = argument != null ? argument : properties.get(key);
            String value = property != null
                    ? property
                    : environment.get(key.replace('.', '_').toUpperCase(Locale.ROOT));
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    /** The value of a program's argument, as Spring and Micronaut read it. */
    private static @Nullable String argument(String command, String option) {
        int at = command.indexOf(" " + option);
        if (at < 0) {
            return null;
        }
        int start = at + 1 + option.length();
        int end = command.indexOf(' ', start);
        return command.substring(start, end < 0 ? command.length() : end);
    }

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
