package dev.engram.collector.server.store;

import java.nio.file.Path;
import java.util.List;

/** Parts of statements. */
final class Sql {

    private Sql() {}

    /** A string as a literal. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** The path of a file as a literal. */
    static String text(Path file) {
        return text(file.toString());
    }

    /** All rows of these queries. */
    static String union(List<String> queries) {
        return String.join(" UNION ALL BY NAME ", queries);
    }
}
