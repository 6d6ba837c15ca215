package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.KeyUse;
import dev.engram.collector.common.model.Lineage;
import dev.engram.collector.server.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Reads from the store who used a memory key. Thread-safe. */
public final class LineageReader {

    /** Operations that are read at most. */
    public static final int MAX_OPERATIONS = 1000;

    private static final String USES =
            "FROM store.key_operations(?1, ?2, NULL, NULL, ?3) ORDER BY start_unix_nano, seq";

    private final Store store;

    public LineageReader(Store store) {
        this.store = store;
    }

    /**
     * The latest operations on the key.
     *
     * @param namespace null for all
     * @param limit how many at most, up to {@link #MAX_OPERATIONS}
     */
    public Lineage read(String key, @Nullable String namespace, int limit) throws SQLException {
        int most = Math.min(limit, MAX_OPERATIONS);
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(USES)) {
            statement.setString(1, key);
            statement.setString(2, namespace);
            statement.setInt(3, most);
            return Reads.read(statement, rows -> {
                List<KeyUse> uses = new ArrayList<>();
                Set<String> shared = new HashSet<>();
                long all = 0;
                while (rows.next()) {
                    KeyUse use = use(rows);
                    uses.add(use);
                    all = rows.getLong("all_operations");
                    if (rows.getBoolean("shared")) {
                        shared.add(use.namespace());
                    }
                }
                return Lineage.of(key, namespace, uses, shared, all > most);
            });
        }
    }

    private static KeyUse use(ResultSet row) throws SQLException {
        String operation = row.getString("operation");
        return new KeyUse(
                row.getLong("start_unix_nano"),
                operation,
                row.getString("agent"),
                row.getString("service_name"),
                row.getString("namespace"),
                (Boolean) row.getObject("found"),
                (Long) row.getObject("bytes"),
                row.getBoolean("failed"),
                row.getString("trace_id"),
                row.getString("span_id"),
                row.getString("server"),
                operation.equals("retrieve") ? linked(row.getString("links")) : null);
    }

    /** The first link: the agent's, to the store that wrote what was found. */
    private static @Nullable String linked(String links) {
        return SpanDetails.readLinks(links).stream()
                .findFirst()
                .map(link -> KeyUse.place(link.traceId(), link.spanId()))
                .orElse(null);
    }
}
