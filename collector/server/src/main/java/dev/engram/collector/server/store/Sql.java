package dev.engram.collector.server.store;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

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

    /** Paths of files as a literal list. */
    static String list(List<Path> files) {
        return files.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /** The rows of files that all have the same columns: DuckDB looks at the first of them until it reads the others. */
    static String read(List<Path> files) {
        return "read_parquet(" + list(files) + ")";
    }

    /** All rows of these queries. */
    static String union(List<String> queries) {
        return String.join(" UNION ALL BY NAME ", queries);
    }

    /** Makes a macro with the rows of a query, or puts it in the place of one. */
    static String rows(String macro, String query) {
        return "CREATE OR REPLACE MACRO " + macro + "() AS TABLE " + query;
    }
}
