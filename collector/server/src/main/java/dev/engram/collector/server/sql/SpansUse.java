package dev.engram.collector.server.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a statement reads of the view {@code spans}. Where it reads {@code attributes} by name alone, the view needs no fields
 * but these: DuckDB makes all fields of the view before it takes one.
 *
 * <p>What is not understood counts as {@link #WHOLE}.
 */
enum SpansUse {
    /** No row of it. */
    NONE,
    /** Of {@code attributes} at most fields that the statement names. */
    NAMED,
    /** {@code attributes} as a whole, or the list of columns. */
    WHOLE;

    private static final String SPANS = "spans";
    private static final String ATTRIBUTES = "attributes";

    /**
     * What a statement reads.
     *
     * @param statements as DuckDB's {@code json_serialize_sql} has them
     */
    static SpansUse of(JsonNode statements) {
        Finder finder = new Finder();
        finder.tables(statements);
        if (!finder.hasSpans && !finder.hasCatalog) {
            return NONE;
        }
        return finder.hasCatalog || finder.isWhole(statements, false) ? WHOLE : NAMED;
    }

    private static final class Finder {
        private final Set<String> tables = new HashSet<>();
        private boolean hasSpans;

        /** Whether something lists columns. */
        private boolean hasCatalog;

        /** Finds tables and what they are called. */
        void tables(JsonNode node) {
            String type = node.path("type").asText();
            switch (type) {
                case "BASE_TABLE" -> {
                    String table = lower(node.path("table_name"));
                    tables.add(table);
                    tables.add(lower(node.path("alias")));
                    hasSpans |= table.equals(SPANS);
                    hasCatalog |= table.startsWith("duckdb_")
                            || lower(node.path("schema_name")).equals("information_schema");
                }
                case "SUBQUERY" -> tables.add(lower(node.path("alias")));
                case "SHOW_REF", "PIVOT", "TABLE_FUNCTION" -> hasCatalog |= !isSeries(node, type);
                default -> {
                    // No table.
                }
            }
            for (JsonNode child : node) {
                tables(child);
            }
        }

        private static boolean isSeries(JsonNode node, String type) {
            String function = lower(node.path("function").path("function_name"));
            return type.equals("TABLE_FUNCTION")
                    && Set.of("range", "generate_series", "unnest").contains(function);
        }

        /**
         * Whether a part reads attributes as a whole.
         *
         * @param isOverSpans whether a star means the columns of spans, too
         */
        boolean isWhole(JsonNode node, boolean isOverSpans) {
            boolean isOver = isOverSpans;
            switch (node.path("type").asText()) {
                case "SELECT_NODE" -> isOver = isSpans(node.path("from_table"));
                case "STAR" -> {
                    if (isOver) {
                        return true;
                    }
                }
                case "POSITIONAL_REFERENCE" -> {
                    return true;
                }
                case "COLUMN_REF" -> {
                    if (isWhole(node.path("column_names"))) {
                        return true;
                    }
                }
                case "ARRAY_EXTRACT" -> {
                    JsonNode children = node.path("children");
                    if (children.size() == 2 && isAttributes(children.path(0)) && isText(children.path(1))) {
                        return false;
                    }
                }
                default -> {
                    // Its parts tell.
                }
            }
            for (JsonNode child : node) {
                if (isWhole(child, isOver)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether spans are among the tables of a FROM, not of a query within it. */
        private static boolean isSpans(JsonNode from) {
            return switch (from.path("type").asText()) {
                case "BASE_TABLE" -> lower(from.path("table_name")).equals(SPANS);
                case "JOIN" -> isSpans(from.path("left")) || isSpans(from.path("right"));
                default -> false;
            };
        }

        /** Whether a reference is to attributes, or to a row as one value. */
        private boolean isWhole(JsonNode names) {
            String last = lower(names.path(names.size() - 1));
            return last.equals(ATTRIBUTES) || (names.size() == 1 && tables.contains(last));
        }

        private static boolean isAttributes(JsonNode node) {
            JsonNode names = node.path("column_names");
            return node.path("type").asText().equals("COLUMN_REF")
                    && lower(names.path(names.size() - 1)).equals(ATTRIBUTES);
        }

        private static boolean isText(JsonNode node) {
            return node.path("type").asText().equals("VALUE_CONSTANT")
                    && node.path("literal").path("kind").asText().equals("STRING");
        }

        private static String lower(JsonNode text) {
            return text.asText("").toLowerCase(Locale.ROOT);
        }
    }
}
