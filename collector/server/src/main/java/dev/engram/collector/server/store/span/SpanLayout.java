package dev.engram.collector.server.store.span;

import dev.engram.collector.common.model.Conventions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row of spans. All are fixed: one for each field of a span, and one for each attribute of the
 * conventions ({@link Conventions}), with its type. An attribute without a column, or of another type than its column's, is in
 * {@code other_attributes}.
 */
public final class SpanLayout {

    public static final int TRACE_ID = 0;
    public static final int SPAN_ID = 1;
    public static final int PARENT_SPAN_ID = 2;
    public static final int NAME = 3;
    public static final int KIND = 4;
    public static final int SERVICE_NAME = 5;
    public static final int START = 6;
    public static final int END = 7;
    public static final int STATUS_CODE = 8;
    public static final int STATUS_MESSAGE = 9;
    public static final int EVENTS = 10;
    public static final int LINKS = 11;
    public static final int RESOURCE = 12;
    public static final int SCOPE_NAME = 13;
    public static final int OTHER_ATTRIBUTES = 14;

    /** Columns of attributes begin here. */
    static final int FIRST_ATTRIBUTE = 15;

    /** Before the key in the name of its column, so that no key meets the name of a fixed column. */
    public static final String PREFIX = "a.";

    /** Name of the number of a row, which comes before all columns. */
    public static final String SEQ = "seq";

    private static final List<String> FIELDS = List.of(
            "trace_id",
            "span_id",
            "parent_span_id",
            "name",
            "kind",
            "service_name",
            "start_unix_nano",
            "end_unix_nano",
            "status_code",
            "status_message",
            "events",
            "links",
            "resource",
            "scope_name",
            "other_attributes");

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final Map<String, ColumnType> TYPES = types();
    private static final List<String> KEYS = List.copyOf(TYPES.keySet());
    private static final ColumnType[] COLUMN_TYPES = columnTypes();
    private static final int[] TABLE = new int[1024];
    private static final byte[][] NAMES = new byte[KEYS.size()][];

    static {
        Arrays.fill(TABLE, -1);
        for (int i = 0; i < KEYS.size(); i++) {
            NAMES[i] = KEYS.get(i).getBytes(StandardCharsets.UTF_8);
            int slot = hash(NAMES[i], 0, NAMES[i].length) & TABLE.length - 1;
            while (TABLE[slot] >= 0) {
                slot = slot + 1 & TABLE.length - 1;
            }
            TABLE[slot] = i;
        }
    }

    private SpanLayout() {}

    private static Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        for (Conventions.Attribute attribute : Conventions.ATTRIBUTES) {
            if (attribute.hasColumn()) {
                types.put(
                        attribute.name(),
                        switch (attribute.type()) {
                            case STRING -> ColumnType.VARCHAR;
                            case LONG -> ColumnType.BIGINT;
                            case DOUBLE -> ColumnType.DOUBLE;
                            case BOOLEAN -> ColumnType.BOOLEAN;
                            case STRINGS, JSON ->
                                throw new IllegalStateException(attribute.name() + " cannot have a column");
                        });
            }
        }
        return Collections.unmodifiableMap(types);
    }

    private static ColumnType[] columnTypes() {
        List<ColumnType> types = new ArrayList<>(Collections.nCopies(FIELDS.size(), ColumnType.VARCHAR));
        types.set(START, ColumnType.BIGINT);
        types.set(END, ColumnType.BIGINT);
        types.addAll(TYPES.values());
        return types.toArray(ColumnType[]::new);
    }

    /** Of a key of eight bytes or more, as all keys here have: its first and last eight and its length tell them well apart. */
    private static int hash(byte[] bytes, int from, int length) {
        long hash = (long) LONG.get(bytes, from) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (long) LONG.get(bytes, from + length - Long.BYTES) ^ length) * 0xBF58476D1CE4E5B9L;
        return (int) (hash >>> Integer.SIZE);
    }

    /** Columns of a row, without its sequence number. */
    public static int count() {
        return COLUMN_TYPES.length;
    }

    public static ColumnType type(int column) {
        return COLUMN_TYPES[column];
    }

    /** The column of the attribute with this key in UTF-8; -1 where it has none. */
    public static int attribute(byte[] bytes, int from, int length) {
        if (length < Long.BYTES) {
            return -1;
        }
        int slot = hash(bytes, from, length) & TABLE.length - 1;
        while (TABLE[slot] >= 0) {
            byte[] name = NAMES[TABLE[slot]];
            if (Arrays.equals(name, 0, name.length, bytes, from, from + length)) {
                return FIRST_ATTRIBUTE + TABLE[slot];
            }
            slot = slot + 1 & TABLE.length - 1;
        }
        return -1;
    }

    /** Type of the attribute of the conventions; null for any other. */
    public static @Nullable ColumnType type(String key) {
        return TYPES.get(key);
    }

    /** Keys of the attributes that have a column. */
    static List<String> keys() {
        return KEYS;
    }

    /** Name of a column, unquoted. */
    public static String name(int column) {
        return column < FIRST_ATTRIBUTE ? FIELDS.get(column) : PREFIX + KEYS.get(column - FIRST_ATTRIBUTE);
    }

    public static String column(String key) {
        return quote(PREFIX + key);
    }

    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
