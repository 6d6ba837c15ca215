package dev.engram.collector.server.store;

import org.duckdb.DuckDBColumnType;
import org.jspecify.annotations.Nullable;

/** The types that a column or a field of {@code attributes} can have; the names are DuckDB's. */
public enum ColumnType {
    BOOLEAN,
    BIGINT,
    DOUBLE,
    /** Lists and maps, as JSON text. */
    JSON,
    VARCHAR;

    /** The narrowest type that keeps values of both: whole and broken numbers meet in DOUBLE, all else in VARCHAR. */
    ColumnType widen(ColumnType other) {
        if (this == other) {
            return this;
        }
        boolean numbers = (this == BIGINT || this == DOUBLE) && (other == BIGINT || other == DOUBLE);
        return numbers ? DOUBLE : VARCHAR;
    }

    /** The driver's word for it. */
    DuckDBColumnType duckType() {
        return switch (this) {
            case BOOLEAN -> DuckDBColumnType.BOOLEAN;
            case BIGINT -> DuckDBColumnType.BIGINT;
            case DOUBLE -> DuckDBColumnType.DOUBLE;
            case JSON, VARCHAR -> DuckDBColumnType.VARCHAR;
        };
    }

    /** The type of that name; null for any other name. */
    static @Nullable ColumnType named(String name) {
        for (ColumnType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
