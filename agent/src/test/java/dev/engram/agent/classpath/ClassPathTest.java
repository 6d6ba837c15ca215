package dev.engram.agent.classpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.engram.agent.check.Sources;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A class path")
class ClassPathTest {

    private static final byte[] CLASS = {1};
    private static final byte[] OTHER = {2};

    @TempDir
    Path folder;

    private final FileProblems problems = new FileProblems();

    @TempDir
    Path temporary;

    private ClassPath classPath;

    @BeforeEach
    void open() {
        classPath = new ClassPath(problems, temporary);
    }

    @AfterEach
    void close() {
        classPath.close();
    }

    @Test
    @DisplayName("takes jars and directories, several of them joined as for java, and the first class of a name")
    void jarsAndDirectories() throws IOException {
        Path directory = directory("classes", Map.of("com/acme/A.class", CLASS, "com/acme/notes.txt", CLASS));
        Path jar = jar("a.jar", Map.of("com/acme/A.class", OTHER, "com/acme/B$Inner.class", OTHER));
        classPath.add(directory + File.pathSeparator + jar);
        assertThat(classPath.types()).containsExactlyInAnyOrder("com.acme.A", "com.acme.B$Inner");
        assertThat(classPath.read("com.acme.A")).isEqualTo(CLASS);
        assertThat(classPath.read("com.acme.B$Inner")).isEqualTo(OTHER);
        assertThat(classPath.read("com.acme.C")).isNull();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    @DisplayName("takes the jars of a directory with a star, and none of its classes")
    void star() throws IOException {
        Path lib = directory("lib", Map.of("C.class", CLASS));
        jar("lib/a.jar", Map.of("A.class", CLASS));
        jar("lib/b.JAR", Map.of("B.class", CLASS));
        classPath.add(lib + File.separator + "*");
        assertThat(classPath.types()).containsExactly("A", "B");
    }

    @Test
    @DisplayName("looks into a Spring Boot jar: its classes, then its libraries, then its loader")
    void springBoot() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("org/springframework/boot/loader/Launcher.class", CLASS);
        files.put(
                "BOOT-INF/lib/store.jar",
                bytes(jar("store.jar", Map.of("x/Store.class", CLASS, "x/App.class", OTHER))));
        files.put("BOOT-INF/classes/x/App.class", CLASS);
        files.put("META-INF/versions/9/x/Other.class", CLASS);
        classPath.add(jar("boot.jar", files).toString());
        assertThat(classPath.types()).containsExactly("x.App", "x.Store", "org.springframework.boot.loader.Launcher");
        assertThat(classPath.read("x.App")).isEqualTo(CLASS);
        assertThat(classPath.read("x.Store")).isEqualTo(CLASS);
    }

    @Test
    @DisplayName("looks into a WAR, packed or not")
    void war() throws IOException {
        Map<String, byte[]> files = Map.of(
                "WEB-INF/classes/x/App.class",
                CLASS,
                "WEB-INF/lib/store.jar",
                bytes(jar("store.jar", Map.of("x/Store.class", CLASS))));
        classPath.add(jar("app.war", files).toString());
        assertThat(classPath.types()).containsExactly("x.App", "x.Store");
        try (ClassPath exploded = new ClassPath(problems, temporary)) {
            exploded.add(directory("app", files).toString());
            assertThat(exploded.types()).containsExactly("x.App", "x.Store");
            assertThat(exploded.read("x.Store")).isEqualTo(CLASS);
        }
    }

    @Test
    @DisplayName("follows a manifest's Class-Path, in circles too, and passes over what is not there")
    void manifest() throws IOException {
        jar("first.jar", withClassPath("second.jar missing.jar", "A.class"));
        jar("second.jar", withClassPath("first.jar", "B.class"));
        classPath.add(folder.resolve("first.jar").toString());
        assertThat(classPath.types()).containsExactly("A", "B");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    @DisplayName("sees of a multi-release jar what this JVM would see")
    void multiRelease() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "META-INF/MANIFEST.MF",
                "Manifest-Version: 1.0\nMulti-Release: true\n".getBytes(StandardCharsets.UTF_8));
        files.put("x/A.class", CLASS);
        files.put("META-INF/versions/11/x/A.class", OTHER);
        files.put("META-INF/versions/9999/x/A.class", CLASS);
        classPath.add(jar("multi.jar", files).toString());
        assertThat(classPath.types()).containsExactly("x.A");
        assertThat(classPath.read("x.A")).isEqualTo(OTHER);
    }

    @Test
    @DisplayName("says which file cannot be read, and goes on with the others")
    void broken() throws IOException {
        Path noJar = Files.writeString(folder.resolve("no.jar"), "no jar");
        Path boot = jar("boot.jar", Map.of("BOOT-INF/lib/inner.jar", CLASS));
        Path good = jar("good.jar", Map.of("A.class", CLASS));
        classPath.add(String.join(File.pathSeparator, noJar.toString(), boot.toString(), good.toString()));
        assertThat(classPath.types()).containsExactly("A");
        assertThat(problems.all())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith(noJar + ": it cannot be read as a jar ("))
                .anySatisfy(line -> assertThat(line).startsWith(boot + "!/BOOT-INF/lib/inner.jar: it cannot be read"));
    }

    @Test
    @DisplayName("reads a class file up to 16 MiB, however small it was packed")
    void bomb() throws IOException {
        Path jar = jar("bomb.jar", Map.of("Bomb.class", new byte[ClassPath.MAX_CLASS_FILE + 1]));
        assertThat(Files.size(jar)).isLessThan(ClassPath.MAX_CLASS_FILE / 100);
        classPath.add(jar.toString());
        assertThat(classPath.read("Bomb")).isNull();
        assertThat(problems.all())
                .singleElement()
                .asString()
                .startsWith(jar + "!/Bomb.class")
                .contains("16 MiB");
    }

    @Test
    @DisplayName("refuses an entry that is not there, for whoever wrote it meant something")
    void missing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> classPath.add(folder.resolve("missing.jar").toString()))
                .withMessageContaining("missing.jar");
    }

    @Test
    @DisplayName("leaves no temporary file behind")
    void temporary() throws IOException {
        byte[] library = bytes(jar("store.jar", Map.of("x/Store.class", CLASS)));
        classPath.add(jar("boot.jar", Map.of("BOOT-INF/lib/store.jar", library)).toString());
        assertThat(temporary).isNotEmptyDirectory();
        classPath.close();
        assertThat(temporary).isEmptyDirectory();
        assertThat(problems.all()).isEmpty();
    }

    private static Map<String, byte[]> withClassPath(String entries, String type) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "META-INF/MANIFEST.MF",
                ("Manifest-Version: 1.0\nClass-Path: " + entries + "\n").getBytes(StandardCharsets.UTF_8));
        files.put(type, CLASS);
        return files;
    }

    private Path jar(String name, Map<String, byte[]> files) throws IOException {
        return Sources.jar(folder.resolve(name), files);
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    private Path directory(String name, Map<String, byte[]> files) throws IOException {
        Path directory = folder.resolve(name);
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            Path file = directory.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        return directory;
    }
}
