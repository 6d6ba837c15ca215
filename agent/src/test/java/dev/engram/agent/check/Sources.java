package dev.engram.agent.check;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Applications to check: sources compiled, and packed as the tests want them. */
public final class Sources {

    private final Path folder;
    private final Map<String, String> sources = new LinkedHashMap<>();

    /** Nothing yet, to be compiled in {@code folder}. */
    Sources(Path folder) {
        this.folder = folder;
    }

    /** One compilation unit; its file is named by the type. */
    Sources add(String type, String source) {
        sources.put(type, source);
        return this;
    }

    /** The directory with the class files of what was added so far. */
    Path compile() {
        try {
            Path classes = Files.createTempDirectory(folder, "classes");
            List<String> arguments = new ArrayList<>(List.of("-proc:none", "-classpath", "", "-d", classes.toString()));
            // Without a class path: the compiler would read the index of each of its jars.
            Path written = Files.createTempDirectory(folder, "sources");
            for (Map.Entry<String, String> each : sources.entrySet()) {
                Path file = written.resolve(each.getKey().replace('.', '/') + ".java");
                Files.createDirectories(file.getParent());
                Files.writeString(file, each.getValue());
                arguments.add(file.toString());
            }
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            if (compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) {
                throw new IllegalArgumentException("The sources do not compile.");
            }
            return classes;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The files of a directory, by their names with slashes, each with {@code prefix} before it. */
    static Map<String, byte[]> files(Path directory, String prefix) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                files.put(prefix + directory.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
            }
        }
        return files;
    }

    /** Writes a jar of these files. */
    public static Path jar(Path jar, Map<String, byte[]> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                entries.putNextEntry(new JarEntry(each.getKey()));
                entries.write(each.getValue());
                entries.closeEntry();
            }
        }
        return jar;
    }
}
