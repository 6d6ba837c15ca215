package dev.engram.collector.common.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query.
 *
 * @param rows one list per row, one cell per column; a cell is null, String, Boolean, Number, List or Map (text keys)
 * @param truncated whether the query had more rows than the limit let through
 */
public record Table(List<Column> columns, List<List<@Nullable Object>> rows, boolean truncated) {

    /**
     * Name and type of a column.
     *
     * @param type the database's name of the type, such as {@code DOUBLE}
     */
    public record Column(String name, String type) {}

    public Table {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }
}
