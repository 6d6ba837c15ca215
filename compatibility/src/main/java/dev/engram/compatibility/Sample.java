package dev.engram.compatibility;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A program of one file, without a package, as a user of a library would write it. It knows nothing of Engram.
 *
 * @param source its file
 */
record Sample(Path source) {

    /** Where samples lie, from the root of the source tree: {@code <library>/<Name>.java}. */
    static final String FOLDER = "compatibility/samples";

    /** All samples of a library, by name; none where there is no such library. */
    static List<Sample> of(String library, Path root) throws IOException {
        Path folder = root.resolve(FOLDER).resolve(library);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(Sample::new)
                    .toList();
        }
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
