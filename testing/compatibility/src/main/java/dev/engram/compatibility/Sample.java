package dev.engram.compatibility;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A program without a package, as a user of a library would write it. It knows nothing of Engram.
 *
 * @param source its file
 * @param folders where the files lie that it shares with other samples, its own folder first
 */
record Sample(Path source, List<Path> folders) {

    /** Where samples lie, from the root of the source tree: {@code <library>/<Name>.java}. */
    static final String FOLDER = "testing/compatibility/samples";

    /**
     * All samples of a library, by name; none where there is no such library.
     *
     * @param library {@code <library>}, or a folder in it, which shares the files of those above it
     */
    static List<Sample> of(String library, Path root) throws IOException {
        Path folder = root.resolve(FOLDER);
        List<Path> folders = new ArrayList<>();
        for (Path each : Path.of(library)) {
            folder = folder.resolve(each);
            folders.add(0, folder);
        }
        return Files.isDirectory(folder) ? in(folders) : List.of();
    }

    private static List<Sample> in(List<Path> folders) throws IOException {
        return sources(folders.get(0)).stream()
                .map(source -> new Sample(source, folders))
                .toList();
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * The same program for a library that is another one under other names.
     *
     * @param names packages of the one, and those of the other
     * @param folder for its files, made if need be
     */
    Sample renamed(Map<String, String> names, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path each : folders) {
            for (Path file : sources(each)) {
                String text = Files.readString(file);
                for (Map.Entry<String, String> name : names.entrySet()) {
                    text = text.replace(name.getKey(), name.getValue());
                }
                Files.writeString(folder.resolve(file.getFileName()), text);
            }
        }
        return new Sample(folder.resolve(source.getFileName()), List.of(folder));
    }

    /** Its class. */
    String name() {
        String file = source.getFileName().toString();
        return file.substring(0, file.length() - ".java".length());
    }

    /**
     * Compiles it.
     *
     * @param libraries what it is compiled against and runs with
     * @param classes a folder for its classes, made if need be
     * @throws IOException when it does not compile; the message is the compiler's
     */
    Program compile(List<Path> libraries, Path classes) throws IOException {
        Files.createDirectories(classes);
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("This Java has no compiler; samples need a JDK.");
        }
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, libraries);
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, folders);
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            boolean isCompiled = compiler.getTask(
                            said, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source))
                    .call();
            if (!isCompiled) {
                throw new IOException(source + " does not compile:\n" + said);
            }
        }
        List<Path> classPath = new ArrayList<>(List.of(classes));
        classPath.addAll(libraries);
        return new Program(name(), classPath);
    }
}
