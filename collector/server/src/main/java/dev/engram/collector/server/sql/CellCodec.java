package dev.engram.collector.server.sql;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plain values of a {@link dev.engram.collector.common.model.Table}, from process to process. Types stay as they are. */
final class CellCodec {

    private static final int NULL = 0;
    private static final int TEXT = 1;
    private static final int FALSE = 2;
    private static final int TRUE = 3;
    private static final int LONG = 4;
    private static final int INTEGER = 5;
    private static final int DOUBLE = 6;
    private static final int BIG_INTEGER = 7;
    private static final int BIG_DECIMAL = 8;
    private static final int LIST = 9;
    private static final int MAP = 10;

    private CellCodec() {}

    static void writeText(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void write(DataOutput out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? TRUE : FALSE);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof Integer number) {
            out.writeByte(INTEGER);
            out.writeInt(number);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof BigInteger number) {
            out.writeByte(BIG_INTEGER);
            writeText(out, number.toString());
        } else if (value instanceof BigDecimal number) {
            out.writeByte(BIG_DECIMAL);
            writeText(out, number.unscaledValue().toString());
            out.writeInt(number.scale());
        } else if (value instanceof List<?> list) {
            out.writeByte(LIST);
            out.writeInt(list.size());
            for (Object element : list) {
                write(out, element);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte(MAP);
            out.writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                writeText(out, String.valueOf(entry.getKey()));
                write(out, entry.getValue());
            }
        } else {
            out.writeByte(TEXT);
            writeText(out, value.toString());
        }
    }

    static @Nullable Object read(DataInput in) throws IOException {
        int type = in.readByte();
        return switch (type) {
            case NULL -> null;
            case TEXT -> readText(in);
            case FALSE -> false;
            case TRUE -> true;
            case LONG -> in.readLong();
            case INTEGER -> in.readInt();
            case DOUBLE -> in.readDouble();
            case BIG_INTEGER -> new BigInteger(readText(in));
            case BIG_DECIMAL -> new BigDecimal(new BigInteger(readText(in)), in.readInt());
            case LIST -> {
                int size = in.readInt();
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(read(in));
                }
                yield list;
            }
            case MAP -> {
                int size = in.readInt();
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(readText(in), read(in));
                }
                yield map;
            }
            default -> throw new IOException("There is no kind of value " + type + ".");
        };
    }
}
