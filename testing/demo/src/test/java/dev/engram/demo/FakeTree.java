package dev.engram.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A source tree, built, with {@link FakeAgent} and {@link FakeApplication} in it. */
final class FakeTree {

    private FakeTree() {}

    /**
     * Makes one.
     *
     * @param mode how the application is to behave: "ok", "fail", "hang", "no spans" or "other spans"
     */
    static Path create(Path root, String mode) throws IOException {
        Parts parts = Parts.in(root);
        jar(parts.agent(), "Premain-Class", FakeAgent.class);
        jar(parts.application(), "Main-Class", FakeApplication.class);
        Files.writeString(parts.rules(), mode);
        return root;
    }

    private static void jar(Path file, String attribute, Class<?> main) throws IOException {
        Files.createDirectories(file.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(attribute, main.getName());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String name : new String[] {"FakeAgent.class", "FakeApplication.class", "workflow-spans.json"}) {
                jar.putNextEntry(new JarEntry("dev/engram/demo/" + name));
                try (InputStream in = FakeTree.class.getResourceAsStream(name)) {
                    in.transferTo(jar);
                }
            }
        }
    }
}
