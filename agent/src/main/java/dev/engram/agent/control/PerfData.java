package dev.engram.agent.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM says of itself in the file {@code hsperfdata_USER/PID}, which tools such as jps read: asking does not disturb it.
 * Immutable.
 *
 * <p>The file: a prologue with the byte order and the place of the first entry, then entries of {@code length, place of the
 * name, length of a vector, type, flags, unit, variability, place of the data}. Texts are vectors of bytes.
 */
final class PerfData {

    private static final int MAGIC = 0xcafec0c0;
    private static final int LITTLE_ENDIAN = 1;
    private static final int PROLOGUE = 32;
    private static final int ENTRY = 20;
    private static final int AT_BYTE_ORDER = 4;
    private static final int AT_FIRST_ENTRY = 24;
    private static final int AT_COUNT = 28;

    private final Map<String, String> texts;

    private PerfData(Map<String, String> texts) {
        this.texts = texts;
    }

    /** Reads a file. @throws IOException where it is none, or not readable */
    static PerfData read(Path file) throws IOException {
        return parse(Files.readAllBytes(file));
    }

    static PerfData parse(byte[] file) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(file);
        if (file.length < PROLOGUE || data.getInt(0) != MAGIC) {
            throw new IOException("No performance data of a JVM.");
        }
        data.order(data.get(AT_BYTE_ORDER) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        Map<String, String> texts = new HashMap<>();
        int at = data.getInt(AT_FIRST_ENTRY);
        int count = data.getInt(AT_COUNT);
        try {
            for (int i = 0; i < count && at + ENTRY <= file.length; i++) {
                int length = data.getInt(at);
                int vector = data.getInt(at + 8);
                if (data.get(at + 12) == 'B' && vector > 0) {
                    String name = text(data, at + data.getInt(at + 4), file.length);
                    int from = at + data.getInt(at + 16);
                    texts.put(name, text(data, from, from + vector));
                }
                if (length <= 0) {
                    break;
                }
                at += length;
            }
        } catch (IndexOutOfBoundsException torn) {
            throw new IOException("The performance data are torn.", torn);
        }
        return new PerfData(texts);
    }

    /** Up to the first zero. */
    private static String text(ByteBuffer data, int from, int limit) {
        int end = from;
        while (end < limit && data.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from];
        data.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String get(String name) {
        return texts.getOrDefault(name, "");
    }

    /** The main class or the jar, with the arguments of the program; empty while the JVM starts. */
    String command() {
        return get("sun.rt.javaCommand");
    }

    /** As {@code java.version}. */
    String javaVersion() {
        return get("java.property.java.version");
    }

    /** The JVM's own arguments, by blanks. */
    String arguments() {
        return get("java.rt.vmArgs");
    }

    /** Whether the JVM can be attached to; null where it does not say. */
    @Nullable
    Boolean isAttachable() {
        String capabilities = get("sun.rt.jvmCapabilities");
        return capabilities.isEmpty() ? null : capabilities.charAt(0) == '1';
    }
}
