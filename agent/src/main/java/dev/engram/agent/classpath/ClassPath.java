package dev.engram.agent.classpath;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The class files of a class path, by the names of their types; the first of a name counts, as for the JVM. Not thread-safe.
 *
 * <p>An entry is a jar, a directory, or {@code directory/*} for the jars in one. Jars and directories of Spring Boot and of
 * web applications are looked into ({@code BOOT-INF}, {@code WEB-INF}: first their classes, then their libraries), and a
 * jar's {@code Class-Path} is followed. Class files are read, never loaded.
 *
 * <p>Guarantee: whatever a file holds, reading it ends soon and takes bounded memory. What cannot be read is one sentence,
 * and the rest goes on.
 */
public final class ClassPath implements Closeable {

    /** Bytes of one class file, or of a manifest. */
    public static final int MAX_CLASS_FILE = 16 << 20;

    /** Files in one jar or directory, and types in all. */
    static final int MAX_FILES = 1_000_000;

    /** Bytes of the jars within jars, together: they are copied to temporary files to be read. */
    private static final long MAX_UNPACKED = 4L << 30;

    /** Where applications that are one jar keep their classes. */
    private static final List<String> CLASSES = List.of("BOOT-INF/classes/", "WEB-INF/classes/");

    /** Where they keep their libraries. */
    private static final List<String> LIBRARIES = List.of("BOOT-INF/lib/", "WEB-INF/lib/", "WEB-INF/lib-provided/");

    private static final String SUFFIX = ".class";

    /** Where a type's class file lies. */
    private static final class Place {
        private final Container container;
        private final String name;

        Place(Container container, String name) {
            this.container = container;
            this.name = name;
        }

        @Override
        public String toString() {
            return container.label() + (container instanceof Jar ? "!/" : File.separator) + name;
        }
    }

    private final FileProblems problems;
    private final Path temporaryFolder;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<Container> containers = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private final List<Path> temporary = new ArrayList<>();
    private long unpacked;

    /**
     * An empty class path.
     *
     * @param problems is told what is wrong with what will be added
     * @param temporaryFolder where jars within jars are copied to, until {@link #close}
     */
    public ClassPath(FileProblems problems, Path temporaryFolder) {
        this.problems = problems;
        this.temporaryFolder = temporaryFolder;
    }

    /**
     * Adds what the user wrote, after what is there already.
     *
     * @param written one entry, or several joined by the system's path separator
     * @throws IllegalArgumentException in one sentence, when an entry is not there
     */
    public void add(String written) {
        for (String each : written.split(File.pathSeparator, -1)) {
            String entry = each.trim();
            try {
                if (entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*")) {
                    addJarsOf(Path.of(entry.substring(0, entry.length() - 1)));
                } else if (!entry.isEmpty()) {
                    addEntry(existing(Path.of(entry)));
                }
            } catch (InvalidPathException noPath) {
                throw new IllegalArgumentException("'" + entry + "' is no path.", noPath);
            }
        }
    }

    /** Adds those entries of a JVM's class path that are there; the JVM passes over the others too. */
    public void addExisting(String written) {
        for (String each : written.split(File.pathSeparator, -1)) {
            try {
                add(each);
            } catch (IllegalArgumentException missing) {
                // As for the JVM.
            }
        }
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(
                    "There is no file or directory " + path + "; give the class path's entries.");
        }
        return path;
    }

    private void addJarsOf(Path directory) {
        List<Path> jars = new ArrayList<>();
        Path shown = existing(directory.toString().isEmpty() ? Path.of(".") : directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shown)) {
            for (Path file : files) {
                if (isJar(file.getFileName().toString()) && !Files.isDirectory(file)) {
                    jars.add(file);
                }
            }
        } catch (IOException unreadable) {
            problems.add(shown.toString(), "the directory cannot be listed (" + unreadable + ")");
        }
        Collections.sort(jars);
        jars.forEach(this::addEntry);
    }

    private static boolean isJar(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    /** Each file or directory counts once: a {@code Class-Path} may lead in circles. */
    private void addEntry(Path path) {
        if (!seen.add(path.toAbsolutePath().normalize())) {
            return;
        }
        if (Files.isDirectory(path)) {
            addFiles(new Folder(path, problems));
            return;
        }
        Jar jar = open(path.toString(), path.toFile());
        if (jar != null) {
            addFiles(jar);
            followManifest(jar, path);
        }
    }

    private @Nullable Jar open(String label, File file) {
        try {
            return new Jar(label, file);
        } catch (IOException | RuntimeException broken) {
            problems.add(label, "it cannot be read as a jar (" + broken + ")");
            return null;
        }
    }

    private void addFiles(Container container) {
        containers.add(container);
        List<String> names;
        try {
            names = container.names();
        } catch (IOException | RuntimeException broken) {
            problems.add(container.label(), "what it holds cannot be listed (" + broken + ")");
            return;
        }
        for (String prefix : CLASSES) {
            addTypes(container, names, prefix);
        }
        for (String name : names) {
            if (isJar(name) && LIBRARIES.stream().anyMatch(name::startsWith)) {
                addLibrary(container, name);
            }
        }
        addTypes(container, names, "");
    }

    private void addTypes(Container container, List<String> names, String prefix) {
        for (String name : names) {
            if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) {
                continue;
            }
            String type = name.substring(prefix.length(), name.length() - SUFFIX.length())
                    .replace('/', '.');
            if (isNoType(type)) {
                continue;
            }
            if (places.size() >= MAX_FILES) {
                problems.add(
                        container.label(), "there are more than " + MAX_FILES + " types; the rest is not looked at");
                return;
            }
            places.putIfAbsent(type, new Place(container, name));
        }
    }

    /** Descriptions of packages and modules, and what no loader looks for at this place. */
    private static boolean isNoType(String name) {
        return name.endsWith("package-info")
                || name.endsWith("module-info")
                || name.startsWith("META-INF.")
                || name.startsWith("BOOT-INF.")
                || name.startsWith("WEB-INF.");
    }

    private void addLibrary(Container container, String name) {
        Place place = new Place(container, name);
        Path copy;
        try {
            copy = Files.createTempFile(temporaryFolder, "engram-library", ".jar");
            temporary.add(copy);
            // For a Ctrl-C.
            copy.toFile().deleteOnExit();
            try (InputStream in = container.open(name);
                    OutputStream out = Files.newOutputStream(copy)) {
                unpacked += Bounded.copy(in, out, MAX_UNPACKED - unpacked);
            }
        } catch (IOException | RuntimeException broken) {
            problems.add(place.toString(), "it cannot be unpacked (" + broken + ")");
            return;
        }
        Jar jar = open(place.toString(), copy.toFile());
        if (jar != null) {
            addFiles(jar);
        }
    }

    /** As the JVM does, an entry that is not there is passed over. */
    private void followManifest(Jar jar, Path path) {
        String classPath;
        try {
            classPath = jar.classPath();
        } catch (IOException | RuntimeException broken) {
            problems.add(jar.label(), "its manifest cannot be read (" + broken + ")");
            return;
        }
        for (String each : classPath == null ? new String[0] : classPath.trim().split(" +", -1)) {
            try {
                URI entry = path.toUri().resolve(each);
                if ("file".equals(entry.getScheme()) && Files.exists(Path.of(entry))) {
                    addEntry(Path.of(entry));
                }
            } catch (IllegalArgumentException | FileSystemNotFoundException noFile) {
                problems.add(jar.label(), "the entry '" + each + "' of its Class-Path is no file");
            }
        }
    }

    /** The names of all types, with dots, in the order of the class path. */
    public Set<String> types() {
        return Collections.unmodifiableSet(places.keySet());
    }

    /** The type's class file; null when there is none, or none that can be read, which is said. */
    public byte @Nullable [] read(String type) {
        Place place = places.get(type);
        if (place == null) {
            return null;
        }
        try (InputStream in = place.container.open(place.name)) {
            return Bounded.read(in, MAX_CLASS_FILE);
        } catch (IOException | RuntimeException broken) {
            complain(type, "it cannot be read (" + broken + ")");
            return null;
        }
    }

    /**
     * Reads the files of a folder that are no classes, of each container of the class path.
     *
     * @param folder with a slash at its end; also within the folders where applications that are one jar keep their classes
     * @param max bytes of a file; a longer one is a problem
     * @param found takes a file's place and what it holds
     */
    public void forEachFile(String folder, String suffix, int max, BiConsumer<String, byte[]> found) {
        for (Container container : containers) {
            List<String> names;
            try {
                names = container.names();
            } catch (IOException | RuntimeException broken) {
                // Said when it was added.
                continue;
            }
            for (String name : names) {
                if (name.endsWith(suffix) && isIn(folder, name)) {
                    Place place = new Place(container, name);
                    try (InputStream in = container.open(name)) {
                        found.accept(place.toString(), Bounded.read(in, max));
                    } catch (IOException | RuntimeException broken) {
                        problems.add(place.toString(), "it cannot be read (" + broken + ")");
                    }
                }
            }
        }
    }

    private static boolean isIn(String folder, String name) {
        return name.startsWith(folder) || CLASSES.stream().anyMatch(each -> name.startsWith(each + folder));
    }

    /** Says something of the type's class file, without the full stop. */
    public void complain(String type, String sentence) {
        Place place = places.get(type);
        problems.add(place == null ? type : place.toString(), sentence);
    }

    /** Closes all jars and deletes what was unpacked. */
    @Override
    public void close() {
        for (Container each : containers) {
            try {
                each.close();
            } catch (IOException unclosed) {
                problems.add(each.label(), "it cannot be closed (" + unclosed + ")");
            }
        }
        for (Path each : temporary) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException kept) {
                problems.add(each.toString(), "the temporary file cannot be deleted (" + kept + ")");
            }
        }
    }
}
