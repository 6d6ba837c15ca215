package dev.engram.agent.config;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What an application's own files say of its name: those beside it, in its jar, or in the folders of its class path. Reads no
 * more than a few small files and loads no class; a file that cannot be read says nothing.
 */
final class ApplicationFiles {

    private static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_FOLDERS = 8;

    /** Spring's order: outside of the jar first, a folder config before its parent. */
    private static final List<String> OUTSIDE = List.of("config/", "");

    /** Where a jar has what its classes find: of Spring Boot, of a web application, its own. */
    private static final List<String> WITHIN =
            List.of("BOOT-INF/classes/config/", "BOOT-INF/classes/", "WEB-INF/classes/", "config/", "");

    private static final List<String> NAMES = List.of(
            "application.properties", "application.yml", "application.yaml", "bootstrap.properties", "bootstrap.yml");

    /** What ends a document in a file of properties. */
    private static final Pattern DOCUMENT = Pattern.compile("(?m)^[#!]---\\s*$");

    private final Path folder;
    private final @Nullable Path jar;
    private final List<Path> classPath = new ArrayList<>();
    private @Nullable Attributes manifest;

    /**
     * The files of one application.
     *
     * @param folder the process's
     * @param jar what was started; null for a main class
     * @param classPath the folders and jars of the JVM's class path, joined as for {@code java}
     */
    ApplicationFiles(Path folder, @Nullable Path jar, @Nullable String classPath) {
        this.folder = folder;
        this.jar = jar;
        if (jar == null && classPath != null) {
            for (String each : classPath.split(File.pathSeparator, -1)) {
                if (!each.isBlank() && this.classPath.size() < MAX_FOLDERS && Files.isDirectory(folder.resolve(each))) {
                    this.classPath.add(folder.resolve(each));
                }
            }
        }
    }

    /** A value of the jar's manifest; null where there is none. */
    @Nullable
    String manifest(String name) {
        Attributes known = manifest;
        if (known == null) {
            known = jar == null ? new Attributes() : readManifest(jar);
            manifest = known;
        }
        String value = known.getValue(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Attributes readManifest(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
            if (entry != null) {
                try (InputStream in = zip.getInputStream(entry)) {
                    return new Manifest(in).getMainAttributes();
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            // It says nothing.
        }
        return new Attributes();
    }

    /** The value of the first of these keys that a file has, by file; null where there is none. */
    @Nullable
    String configured(List<String> keys) {
        List<Path> folders = new ArrayList<>(List.of(folder));
        folders.addAll(classPath);
        for (Path base : folders) {
            String found = inFolder(base, keys);
            if (found != null) {
                return found;
            }
        }
        if (jar == null) {
            return null;
        }
        String own = inJar(jar, keys);
        return own != null ? own : inQuarkus(jar, keys);
    }

    private static @Nullable String inFolder(Path base, List<String> keys) {
        for (String place : OUTSIDE) {
            for (String name : NAMES) {
                Path file = base.resolve(place + name);
                try {
                    if (Files.isRegularFile(file) && Files.size(file) < MAX_LENGTH) {
                        String found = value(Files.readString(file, StandardCharsets.UTF_8), name, keys);
                        if (found != null) {
                            return found;
                        }
                    }
                } catch (IOException | RuntimeException unreadable) {
                    // It says nothing.
                }
            }
        }
        return null;
    }

    private static @Nullable String inJar(Path jar, List<String> keys) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (String place : WITHIN) {
                for (String name : NAMES) {
                    ZipEntry entry = zip.getEntry(place + name);
                    String text = entry == null || entry.getSize() > MAX_LENGTH ? null : text(zip, entry);
                    String found = text == null ? null : value(text, name, keys);
                    if (found != null) {
                        return found;
                    }
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            // It says nothing.
        }
        return null;
    }

    /** The application's classes are in a jar of their own, beside the one that is started. */
    private static @Nullable String inQuarkus(Path jar, List<String> keys) {
        File[] jars = jar.resolveSibling("app").toFile().listFiles((in, name) -> name.endsWith(".jar"));
        if (jars == null || !jar.endsWith("quarkus-run.jar")) {
            return null;
        }
        Arrays.sort(jars);
        for (File each : jars) {
            String found = inJar(each.toPath(), keys);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String text(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8);
        }
    }

    private static @Nullable String value(String text, String file, List<String> keys) throws IOException {
        Map<String, String> pairs = file.endsWith(".properties") ? properties(text) : yaml(text);
        for (String key : keys) {
            String value = pairs.getOrDefault(key, "").strip();
            // A template that the build or the framework fills says nothing here.
            if (!value.isEmpty() && !value.contains("${") && !value.startsWith("@")) {
                return value;
            }
        }
        return null;
    }

    /** Those of the first document, as Spring divides a file; later ones hold for some environments only. */
    private static Map<String, String> properties(String text) throws IOException {
        Properties pairs = new Properties();
        try {
            pairs.load(new StringReader(DOCUMENT.split(text, 2)[0]));
        } catch (IllegalArgumentException malformed) {
            // An escape that is none: what comes before it is there.
        }
        Map<String, String> read = new HashMap<>();
        pairs.stringPropertyNames().forEach(each -> read.put(each, pairs.getProperty(each)));
        return read;
    }

    /** Maps of the first document, whose keys are joined by dots: no more of YAML is needed for a name. */
    private static Map<String, String> yaml(String text) {
        Map<String, String> pairs = new HashMap<>();
        List<Integer> depths = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (String line : text.split("\\R", -1)) {
            String stripped = line.strip();
            if (stripped.equals("---") && !pairs.isEmpty()) {
                break;
            }
            int colon = stripped.indexOf(':');
            if (colon <= 0 || stripped.startsWith("#") || stripped.startsWith("-")) {
                continue;
            }
            int depth = line.indexOf(stripped);
            while (!depths.isEmpty() && depths.get(depths.size() - 1) >= depth) {
                depths.remove(depths.size() - 1);
                path.remove(path.size() - 1);
            }
            depths.add(depth);
            path.add(unquoted(stripped.substring(0, colon).strip()));
            String value = stripped.substring(colon + 1).strip();
            int comment = value.indexOf(" #");
            value = unquoted((comment < 0 ? value : value.substring(0, comment)).strip());
            pairs.putIfAbsent(String.join(".", path), value);
        }
        return pairs;
    }

    private static String unquoted(String text) {
        boolean isQuoted = text.length() > 1
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
