package dev.engram.collector.server.store.span;

import org.duckdb.DuckDBColumnType;
import org.jspecify.annotations.Nullable;

/** The types that a column or a field of {@code attributes} can have; the names are DuckDB's. */
public enum ColumnType {
    BOOLEAN(0),
    BIGINT(1),
    DOUBLE(2),
    /** Lists and maps, as JSON text. */
    JSON(3),
    VARCHAR(4);

    private static final ColumnType[] ALL = values();

    private final int code;

    ColumnType(int code) {
        this.code = code;
    }

    /** A number below eight, which files have in the type's place: it must not change. */
    int code() {
        return code;
    }

    /** The type of that number. */
    static ColumnType of(int code) {
        for (ColumnType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("There is no type " + code + ".");
    }

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
