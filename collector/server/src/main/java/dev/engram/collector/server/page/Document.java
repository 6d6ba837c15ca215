package dev.engram.collector.server.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.store.read.ViewReader;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a view of the page shows: a JSON object with a list of rows for each part.
 *
 * @param name as addresses have it
 * @param parts the statement of each part, that of {@code x} in {@code documents/NAME.x.sql}; what several of them end
 *     with is a file of its own, which the line {@code -- include FILE} names
 */
record Document(String name, Map<String, NamedSql> parts) {

    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include (\\S+)$");

    static final List<Document> ALL = List.of(
            of("overview", "cells", "growth", "lost"),
            of("findings", "found"),
            of("moments", "growth"),
            of("namespaces", "namespaces"),
            of("namespace", "operations", "latency", "agents", "redis"),
            of("namespacekeys", "keys"),
            of("keys", "keys"),
            of("key", "operations"),
            of("searches", "totals", "patterns", "scores", "results", "latency"),
            of("newest", "traces"),
            of("traces", "traces"),
            of("sessions", "sessions"),
            of("names", "names"));

    private static Document of(String name, String... parts) {
        Map<String, NamedSql> statements = new LinkedHashMap<>();
        for (String part : parts) {
            statements.put(part, new NamedSql(sql(name + "." + part + ".sql")));
        }
        return new Document(name, statements);
    }

    private static String sql(String file) {
        return INCLUDE.matcher(Resources.text("documents/" + file))
                .replaceAll(include -> Matcher.quoteReplacement(Resources.text("documents/" + include.group(1))));
    }

    /**
     * The document as it is now.
     *
     * @param parameters as {@link Parameters#at} has them
     */
    ObjectNode read(ViewReader views, Map<String, Object> parameters) throws SQLException {
        ObjectNode document = Json.mapper().createObjectNode();
        for (Map.Entry<String, NamedSql> part : parts.entrySet()) {
            NamedSql.Bound statement = part.getValue().bind(parameters);
            document.set(part.getKey(), views.rows(statement.sql(), statement.values()));
        }
        return document;
    }
}
