package dev.engram.collector.server.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types an attribute's column can have; the names are DuckDB's. */
enum ColumnType {
    BOOLEAN,
    BIGINT,
    DOUBLE,
    /** Lists and maps, as JSON text. */
    JSON,
    VARCHAR;

    static ColumnType of(Object value) {
        if (value instanceof Boolean) {
            return BOOLEAN;
        }
        if (value instanceof Long) {
            return BIGINT;
        }
        if (value instanceof Number) {
            return DOUBLE;
        }
        return value instanceof List || value instanceof Map ? JSON : VARCHAR;
    }

    /** The narrowest type that keeps values of both: whole and broken numbers meet in DOUBLE, all else in VARCHAR. */
    ColumnType widen(ColumnType other) {
        if (this == other) {
            return this;
        }
        boolean numbers = (this == BIGINT || this == DOUBLE) && (other == BIGINT || other == DOUBLE);
        return numbers ? DOUBLE : VARCHAR;
    }

    /** The type of that name; null for a type no attribute column has. */
    static @Nullable ColumnType named(String name) {
        for (ColumnType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
