package dev.engram.collector.server.store.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Runs the collector's own statements on the views ({@code spans}, {@code memory_minutes}, …). Thread-safe; a statement runs
 * on the caller's thread.
 */
public final class ViewReader {

    private static final int LOCK_SECONDS = 10;

    private final Store store;

    public ViewReader(Store store) {
        this.store = store;
    }

    /**
     * The rows as JSON objects, one field for each column. A column of the type {@code JSON} is nested JSON.
     *
     * @param sql a statement of the collector's own, never text from outside
     * @param values its parameters in the order of its question marks: String, Long, Double, Boolean or null
     * @throws SQLTimeoutException where it took longer than ten seconds
     */
    public ArrayNode rows(String sql, List<? extends @Nullable Object> values) throws SQLException {
        Lock lock = store.queryLock();
        try {
            if (!lock.tryLock(LOCK_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTimeoutException("The store has been tidied up for " + LOCK_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTimeoutException("This was interrupted.", e);
        }
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return Reads.read(statement, ViewReader::read);
        } finally {
            lock.unlock();
        }
    }

    private static ArrayNode read(ResultSet result) throws SQLException {
        ArrayNode rows = Json.mapper().createArrayNode();
        ResultSetMetaData meta = result.getMetaData();
        while (result.next()) {
            ObjectNode row = rows.addObject();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                Object value = result.getObject(i);
                boolean json = value != null && meta.getColumnTypeName(i).equals("JSON");
                Object plain = json ? Json.value(String.valueOf(value)) : value;
                row.set(meta.getColumnName(i), Json.mapper().valueToTree(plain));
            }
        }
        return rows;
    }
}
