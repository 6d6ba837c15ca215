package dev.engram.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A service without a name is called")
class StartedProgramTest {

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("like its jar or main class, without the program's arguments")
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.Main                         | com.acme.Main",
                "com.acme.Main --password=secret       | com.acme.Main",
                "com.acme.Main lib/other.jar           | com.acme.Main",
                "acme.module/com.acme.Main x           | com.acme.Main",
                "/opt/apps/assistant-1.2.jar           | assistant-1.2",
                "target/assistant.jar --token abc.jar  | assistant",
                ".jar                                  | unknown_service:java",
                "''                                    | unknown_service:java",
                "                                      | unknown_service:java"
            })
    void names(String command, String name) {
        assertThat(StartedProgram.name(command)).isEqualTo(name);
    }

    @Test
    @DisplayName("like its jar, also where its path has blanks")
    void blanks(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(
                Files.createDirectory(folder.resolve("my apps")).resolve("the assistant.jar"));
        assertThat(StartedProgram.name(jar + " --token secret")).isEqualTo("the assistant");
    }

    /** A jar with a manifest and one file. */
    private static Path jar(Path file, Map<String, String> manifest, String name, String text) throws IOException {
        Manifest main = new Manifest();
        main.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach((key, value) -> main.getMainAttributes().putValue(key, value));
        Files.createDirectories(file.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), main)) {
            if (!name.isEmpty()) {
                out.putNextEntry(new ZipEntry(name));
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private static String found(Path folder, String command, Map<String, String> environment) {
        return StartedProgram.find(
                Map.of(
                        StartedProgram.PROPERTY,
                        command,
                        "user.dir",
                        folder.toString(),
                        "java.class.path",
                        "none" + File.pathSeparator + "classes"),
                environment);
    }

    @Test
    @DisplayName("as it calls itself in arguments, properties, environment and files, then as its manifest says")
    void ownName(@TempDir Path folder) throws Exception {
        Map<String, String> boot = Map.of(
                "Main-Class", "org.springframework.boot.loader.launch.JarLauncher", "Start-Class", "com.acme.Clinic");
        jar(folder.resolve("app.jar"), boot, "BOOT-INF/classes/application.yml", """
                # of the clinic
                server: {port: 80}
                spring:
                  main:
                    banner-mode: off
                  application:
                    name: "clinic"   # its name
                ---
                spring.application.name: other
                """);
        assertThat(found(folder, "app.jar", Map.of())).isEqualTo("clinic");
        assertThat(found(folder, "app.jar", Map.of("SPRING_APPLICATION_NAME", "env")))
                .isEqualTo("env");
        assertThat(found(folder, "app.jar --x=1 --spring.application.name=arg --password=secret", Map.of()))
                .isEqualTo("arg");
        assertThat(StartedProgram.find(
                        Map.of(StartedProgram.PROPERTY, "app.jar", "quarkus.application.name", "property"), Map.of()))
                .isEqualTo("property");
        jar(
                folder.resolve("b/app.jar"),
                boot,
                "BOOT-INF/classes/application.properties",
                "spring.application.name=@x@\n");
        assertThat(found(folder, "b/app.jar", Map.of())).isEqualTo("com.acme.Clinic");
        jar(folder.resolve("c/application-1.0.jar"), Map.of("Main-Class", "com.acme.Main"), "", "");
        assertThat(found(folder, "c/application-1.0.jar", Map.of())).isEqualTo("com.acme.Main");
        jar(folder.resolve("d/quarkus-run.jar"), Map.of("Implementation-Title", "shop"), "", "");
        assertThat(found(folder, "d/quarkus-run.jar", Map.of())).isEqualTo("shop");
        jar(
                folder.resolve("d/app/shop-1.jar"),
                Map.of(),
                "application.properties",
                "quarkus.application.name = the shop");
        assertThat(found(folder, "d/quarkus-run.jar", Map.of())).isEqualTo("the shop");
        jar(folder.resolve("e/assistant-1.2.jar"), Map.of("Main-Class", "com.acme.Main"), "", "");
        assertThat(found(folder, "e/assistant-1.2.jar", Map.of())).isEqualTo("assistant-1.2");
        Files.createDirectories(folder.resolve("classes"));
        assertThat(found(folder, "com.acme.Main", Map.of())).isEqualTo("com.acme.Main");
        Files.writeString(folder.resolve("classes/application.properties"), "spring.application.name: of classes");
        assertThat(found(folder, "com.acme.Main", Map.of())).isEqualTo("of classes");
        assertThat(found(folder, "none/app.jar", Map.of())).as("no such file").isEqualTo("app");
    }

    @Test
    @DisplayName(
            "in a file of properties as the JDK reads it: escapes, lines that continue, the last of several; of the first document")
    void properties(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("classes"));
        Files.writeString(folder.resolve("classes/application.properties"), """
                # names
                ! and more
                spring.application.name=old
                spring.application.name = caf\\u00e9 \\
                    notes \s
                #---
                spring.application.name=of another environment
                """);
        assertThat(found(folder, "com.acme.Main", Map.of())).isEqualTo("caf\u00e9 notes");
        Files.writeString(
                folder.resolve("classes/application.properties"), "spring.application.name first\nother=\\u00zz\n");
        assertThat(found(folder, "com.acme.Main", Map.of())).isEqualTo("first");
    }
}
