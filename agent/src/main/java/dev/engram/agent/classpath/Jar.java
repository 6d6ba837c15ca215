package dev.engram.agent.classpath;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A jar; signatures are not verified. */
final class Jar implements Container {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final String label;
    private final JarFile file;

    /**
     * Opens a jar.
     *
     * @param label what the user would call it; {@code file} may be a copy
     * @throws IOException when it is no zip file
     */
    Jar(String label, File file) throws IOException {
        this.label = label;
        this.file = new JarFile(file, false, ZipFile.OPEN_READ, Runtime.version());
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Iterator<JarEntry> entries = file.versionedStream().iterator();
        while (entries.hasNext() && names.size() < ClassPath.MAX_FILES) {
            JarEntry entry = entries.next();
            if (!entry.isDirectory()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Override
    public InputStream open(String name) throws IOException {
        JarEntry entry = file.getJarEntry(name);
        if (entry == null) {
            throw new IOException("there is no " + name);
        }
        return file.getInputStream(entry);
    }

    /**
     * The manifest's {@code Class-Path}: URLs, relative to the jar, separated by blanks; null without one.
     *
     * @throws IOException when the manifest cannot be read or is longer than {@link ClassPath#MAX_CLASS_FILE}
     */
    @Nullable
    String classPath() throws IOException {
        JarEntry entry = file.getJarEntry(MANIFEST);
        if (entry == null) {
            return null;
        }
        byte[] bytes;
        try (InputStream in = file.getInputStream(entry)) {
            bytes = Bounded.read(in, ClassPath.MAX_CLASS_FILE);
        }
        return new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
