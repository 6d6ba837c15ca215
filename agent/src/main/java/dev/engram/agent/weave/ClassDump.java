package dev.engram.agent.weave;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes class files that could not be woven, or that the JVM refuses once they are woven, into the directory that {@code
 * ENGRAM_DUMP_DIR} names, for {@code javap} and for bug reports. Thread-safe; writes {@value #MAX_CLASSES} classes at most.
 *
 * <p>The files of one class are {@code TYPE.N.before.class}, {@code TYPE.N.after.class} and {@code TYPE.N.error.txt}, where
 * {@code TYPE} is its name with dots and {@code N} the first number from 1 that is free: no file is written over.
 *
 * <p>By {@code java.io}: before the application's {@code main}, {@code java.nio.file} would choose its file system for it.
 */
final class ClassDump {

    static final int MAX_CLASSES = 100;

    /** Of a type's name in that of a file: file systems allow 255 bytes. */
    private static final int MAX_NAME = 200;

    private final File directory;
    private int classes;

    /** @param directory is made where it is missing, when the first file is written */
    ClassDump(String directory) {
        this.directory = new File(directory);
    }

    /**
     * Writes a class.
     *
     * @param type its name, with dots
     * @param before its class file as the JVM gave it
     * @param after the woven class file, null where there is none
     * @param error what is wrong with it
     * @return a sentence that says where the files are, or why they are not there
     */
    synchronized String write(String type, byte[] before, byte @Nullable [] after, Throwable error) {
        if (classes == MAX_CLASSES) {
            return "Its class file is not written: ENGRAM_DUMP_DIR holds those of " + MAX_CLASSES
                    + " classes of this process.";
        }
        try {
            if (!directory.isDirectory() && !directory.mkdirs()) {
                throw new IOException("the directory cannot be made");
            }
            String name = fileName(type);
            int number = 1;
            while (!file(name, number, "before.class").createNewFile()) {
                number++;
            }
            classes++;
            File first = file(name, number, "before.class");
            write(before, first);
            write(stackTrace(error).getBytes(StandardCharsets.UTF_8), file(name, number, "error.txt"));
            if (after == null) {
                return "Its class file is " + first + ".";
            }
            File second = file(name, number, "after.class");
            write(after, second);
            return "Its class file before weaving is " + first + ", after weaving " + second + ".";
        } catch (IOException | RuntimeException failed) {
            return "Its class file cannot be written to " + directory + ", which ENGRAM_DUMP_DIR names (" + failed
                    + "). Name a directory that can be written to.";
        }
    }

    private static String stackTrace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private File file(String name, int number, String suffix) {
        return new File(directory, name + "." + number + "." + suffix);
    }

    /** A class file may name its type as it likes, with a path's separators too. */
    private static String fileName(String type) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < type.length() && i < MAX_NAME; i++) {
            char c = type.charAt(i);
            boolean isPlain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_$-.".indexOf(c) >= 0;
            name.append(isPlain ? c : '_');
        }
        return name.toString();
    }

    private static void write(byte[] bytes, File file) throws IOException {
        try (OutputStream out = new FileOutputStream(file)) {
            out.write(bytes);
        }
    }
}
