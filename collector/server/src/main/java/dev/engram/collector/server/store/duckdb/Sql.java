package dev.engram.collector.server.store.duckdb;

import java.nio.file.Path;
import java.util.List;

/** Parts of statements. */
public final class Sql {

    private Sql() {}

    /** A string as a literal. */
    public static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** The path of a file as a literal. */
    public static String text(Path file) {
        return text(file.toString());
    }

    /** All rows of these queries. */
    public static String union(List<String> queries) {
        return String.join(" UNION ALL BY NAME ", queries);
    }
}
