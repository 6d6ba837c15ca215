package dev.engram.collector.server.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.sql.QueryException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets through exactly one statement that only reads.
 *
 * <p>DuckDB's own parser decides: {@code json_serialize_sql} gives the syntax tree of SELECT statements (SELECT, WITH,
 * FROM, VALUES, TABLE, SHOW, DESCRIBE, SUMMARIZE) and refuses all others. The tree is searched for what a SELECT may
 * not do either: write inside WITH, call a table function that reaches outside or changes settings. A read-only
 * transaction and DuckDB's locked configuration stand behind this as a second wall.
 */
final class SqlGate {

    static final int MAX_LENGTH = 100_000;

    private static final Set<String> QUERY_NODES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "range",
            "generate_series",
            "unnest",
            "repeat",
            "repeat_row",
            "json_each",
            "json_tree",
            "histogram",
            "histogram_values",
            "summary",
            "duckdb_columns",
            "duckdb_functions",
            "duckdb_keywords",
            "duckdb_memory",
            "duckdb_schemas",
            "duckdb_tables",
            "duckdb_types",
            "pragma_table_info",
            "pragma_version");

    private static final Set<String> FORBIDDEN_FUNCTIONS = Set.of(
            "nextval",
            "currval",
            "setval",
            "setseed",
            "sleep_ms",
            "write_log",
            "getvariable",
            "getenv",
            "current_setting");

    /** Catalogs of DuckDB tell how the database is set up and where its files are; these do not. */
    private static final Set<String> CATALOGS =
            Set.of("duckdb_columns", "duckdb_schemas", "duckdb_tables", "duckdb_types");

    private static final Pattern CATALOG = Pattern.compile("(duckdb|pg|sqlite|pragma)_.*|views");

    private static final Pattern EXPLAIN = Pattern.compile("\\s*EXPLAIN\\b(\\s+ANALYZE\\b)?", Pattern.CASE_INSENSITIVE);

    private static final String ALLOWED =
            "Only one statement that reads is allowed: SELECT, WITH, FROM, VALUES, SHOW, DESCRIBE, SUMMARIZE or EXPLAIN";

    private SqlGate() {}

    /**
     * Checks a statement.
     *
     * @param connection any connection to the database; only its parser is used
     * @return what it reads of spans
     * @throws QueryException where the text is no single, reading statement
     */
    static SpansUse check(Connection connection, String sql) throws QueryException, SQLException {
        if (sql.length() > MAX_LENGTH) {
            throw tooLong(sql);
        }
        JsonNode tree = parse(connection, withoutExplain(sql));
        if (tree.path("error").asBoolean()) {
            if (tree.path("error_type").asText().equals("not implemented")) {
                throw new QueryException(Kind.FORBIDDEN, ALLOWED + ".");
            }
            String position = tree.path("position").asText("");
            throw new QueryException(
                    Kind.INVALID, SqlErrors.syntax(tree.path("error_message").asText("syntax error"), sql, position));
        }
        int statements = tree.path("statements").size();
        if (statements == 0) {
            throw new QueryException(Kind.INVALID, "There is no statement; write one such as SELECT * FROM spans.");
        }
        if (statements > 1) {
            throw new QueryException(Kind.FORBIDDEN, ALLOWED + "; these are " + statements + ".");
        }
        inspect(tree.path("statements"));
        return SpansUse.of(tree.path("statements"));
    }

    static QueryException tooLong(String sql) {
        return new QueryException(
                Kind.INVALID, "The statement has " + sql.length() + " characters; " + MAX_LENGTH + " are allowed.");
    }

    static boolean isExplain(String sql) {
        return EXPLAIN.matcher(sql).lookingAt();
    }

    /** EXPLAIN is no SELECT to the parser: blanks in its place keep the positions in messages right. */
    private static String withoutExplain(String sql) {
        Matcher explain = EXPLAIN.matcher(sql);
        return explain.lookingAt() ? " ".repeat(explain.end()) + sql.substring(explain.end()) : sql;
    }

    private static JsonNode parse(Connection connection, String sql) throws SQLException, QueryException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR")) {
            statement.setString(1, sql);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return Json.read(result.getString(1));
            }
        } catch (JsonProcessingException e) {
            throw new QueryException(Kind.INVALID, "The statement is nested too deeply.", e);
        }
    }

    private static void inspect(JsonNode node) throws QueryException {
        if (node.isObject()) {
            String type = node.path("type").asText();
            if (type.endsWith("_NODE") && !QUERY_NODES.contains(type)) {
                throw new QueryException(Kind.FORBIDDEN, ALLOWED + ".");
            }
            if (type.equals("TABLE_FUNCTION")) {
                String name = name(node.path("function"));
                if (!TABLE_FUNCTIONS.contains(name)) {
                    throw new QueryException(
                            Kind.FORBIDDEN, "The table function " + name + " is not allowed; query spans or metrics.");
                }
            }
            if (type.equals("BASE_TABLE")) {
                inspectTable(node.path("table_name").asText());
            }
            if (node.path("class").asText().equals("FUNCTION") && FORBIDDEN_FUNCTIONS.contains(name(node))) {
                throw new QueryException(Kind.FORBIDDEN, "The function " + name(node) + " is not allowed.");
            }
        }
        for (JsonNode child : node) {
            inspect(child);
        }
    }

    private static void inspectTable(String name) throws QueryException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (CATALOG.matcher(lower).matches() && !CATALOGS.contains(lower)) {
            throw new QueryException(Kind.FORBIDDEN, "The table " + name + " is not allowed; query spans or metrics.");
        }
        // DuckDB would read a file of that name, of the database's folder at least.
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new QueryException(Kind.INVALID, "There is no table " + name + "; query spans or metrics.");
        }
    }

    private static String name(JsonNode function) {
        return function.path("function_name").asText().toLowerCase(Locale.ROOT);
    }
}
