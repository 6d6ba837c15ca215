package dev.engram.collector.common.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The attributes that Engram knows, in the resource {@code attributes.tsv}. The store's columns are made from it; the tables of the
 * documents and the names that the agent gives are compared with it.
 */
public final class Conventions {

    /** Types of values. */
    public enum Type {
        STRING,
        LONG,
        DOUBLE,
        BOOLEAN,
        STRINGS,
        JSON
    }

    /**
     * An attribute.
     *
     * @param hasColumn whether the store has a column for it
     * @param since the first version that knows it
     * @param meaning a few words
     */
    public record Attribute(String name, Type type, boolean hasColumn, String since, String meaning) {}

    /** All of them; those with a column are in the order of the columns. */
    public static final List<Attribute> ATTRIBUTES = read();

    private Conventions() {}

    private static List<Attribute> read() {
        try (InputStream in = Conventions.class.getResourceAsStream("attributes.tsv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Attribute(
                            cells[0], Type.valueOf(cells[1]), cells[2].equals("column"), cells[3], cells[4]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
