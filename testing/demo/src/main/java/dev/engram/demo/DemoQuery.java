package dev.engram.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The questions that the demonstration asks of its spans. */
enum DemoQuery {
    SLOWEST("Query 1: Find slowest memory operations", "slowest.sql"),
    LARGEST("Query 2: Find largest values stored", "largest.sql"),
    NAMESPACES("Query 3: Track memory operation frequency by namespace", "namespaces.sql");

    private final String title;
    private final String resource;

    DemoQuery(String title, String resource) {
        this.title = title;
        this.resource = resource;
    }

    String title() {
        return title;
    }

    /** The statement, as a user would type it. */
    String sql() {
        try (InputStream in = DemoQuery.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the demo's jar; build it anew.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
