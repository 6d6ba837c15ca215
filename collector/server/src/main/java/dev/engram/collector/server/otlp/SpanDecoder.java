package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.engram.collector.server.store.span.ColumnType;
import dev.engram.collector.server.store.span.SpanColumns;
import dev.engram.collector.server.store.span.SpanLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * OTLP's spans as the store's columns, straight from the bytes of a request: protobuf's classes would make some fifty
 * objects for a span. A text of a column is a place in the request; what is JSON in a column is written behind it. Used by
 * one thread.
 */
final class SpanDecoder {

    private static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] SERVICE_NAME = ascii("service.name");
    private static final String[] KINDS = {"UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"};
    private static final String[] STATUSES = {"UNSET", "OK", "ERROR"};

    /** The field of AnyValue for bytes, which become text in base64. */
    private static final int BYTES = 7;

    private final byte[] body;
    private final Rejected rejected;
    private final SpanColumns columns = new SpanColumns();
    private final Wire wire;
    private final AttributeJson json;
    private final AttributeJson.Pair pair;

    // Utf8 that spans share.
    private final Place[] kinds;
    private final Place[] statuses;
    private final Place noObjects;
    private final Place noAttributes;
    private Place resource;
    private Place serviceName;
    private Place scopeName;

    // Places of parts of the span that is read.
    private final Places others = new Places();
    private final Places events = new Places();
    private final Places links = new Places();
    private final Places pairs = new Places();
    private final DetailsJson details;

    private SpanDecoder(byte[] body, Rejected rejected) {
        this.body = body;
        this.rejected = rejected;
        this.wire = new Wire(body);
        this.json = new AttributeJson(body);
        this.pair = json.new Pair();
        this.details = new DetailsJson(body, wire, json, rejected);
        this.kinds = Arrays.stream(KINDS).map(this::constant).toArray(Place[]::new);
        this.statuses = Arrays.stream(STATUSES).map(this::constant).toArray(Place[]::new);
        this.noObjects = constant("[]");
        this.noAttributes = constant("{}");
        this.resource = noAttributes;
        this.serviceName = new Place(0, 0);
        this.scopeName = serviceName;
    }

    /**
     * A text: a place in the body, or in what was written behind it.
     *
     * @param at from the beginning of the body
     */
    private record Place(int at, int size) {}

    private interface Field {
        /** Reads a nested field from there to there. */
        void read(int from, int to) throws InvalidProtocolBufferException;
    }

    /**
     * The spans of a request; those with ids or times that cannot be are counted instead.
     *
     * @param body an ExportTraceServiceRequest in protobuf; kept, so it must not change
     * @throws InvalidProtocolBufferException where it is none
     */
    static SpanColumns decode(byte[] body, Rejected rejected) throws InvalidProtocolBufferException {
        SpanDecoder decoder = new SpanDecoder(body, rejected);
        decoder.each(1, 0, body.length, decoder::resourceSpans);
        decoder.columns.finish(body, Arrays.copyOf(decoder.json.array(), decoder.json.length()));
        return decoder.columns;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Place constant(String ascii) {
        int from = json.length();
        json.raw(ascii);
        return written(from);
    }

    /** What was written behind the body since then. */
    private Place written(int from) {
        return new Place(body.length + from, json.length() - from);
    }

    private void text(int column, Place place) {
        columns.text(column, place.at, place.size);
    }

    /** Reads the nested fields of that number. */
    private void each(int number, int from, int to, Field field) throws InvalidProtocolBufferException {
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            if (tag == (number << 3 | Wire.NESTED)) {
                int size = wire.size(to);
                int at = wire.at();
                field.read(at, at + size);
                wire.goTo(at + size);
            } else {
                wire.skip(tag, to);
            }
        }
    }

    /** Counts the fields of a message that are not kept. */
    private void noteOthers(NotKept message, int from, int to) throws InvalidProtocolBufferException {
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            rejected.note(message, tag >>> 3);
            wire.skip(tag, to);
        }
    }

    private void resourceSpans(int from, int to) throws InvalidProtocolBufferException {
        noteOthers(NotKept.RESOURCE_SPANS, from, to);
        resource = noAttributes;
        serviceName = new Place(0, 0);
        // The resource may stand behind its spans.
        each(1, from, to, this::resource);
        each(2, from, to, this::scopeSpans);
    }

    private void resource(int from, int to) throws InvalidProtocolBufferException {
        noteOthers(NotKept.RESOURCE, from, to);
        pairs.count = 0;
        each(1, from, to, (at, end) -> {
            pairs.add(at, end);
            pair.read(at, end);
            if (pair.hasValue() && pair.hasKey(SERVICE_NAME)) {
                serviceName = plain();
            }
        });
        int start = json.length();
        json.object(pairs.all, pairs.count, 0);
        resource = written(start);
    }

    /** The value of the pair as a text: a string itself, all else as JSON. */
    private Place plain() throws InvalidProtocolBufferException {
        if (pair.kind == 1) {
            return text(pair.content, pair.contentSize, pair.hasNul);
        }
        int start = json.length();
        json.value(pair, 0);
        return written(start);
    }

    /** A text of the body. */
    private Place text(int at, int size) throws InvalidProtocolBufferException {
        return text(at, size, Utf8.check(body, at, size));
    }

    /** A text of the body, which has no NUL in a column. */
    private Place text(int at, int size, boolean hasNul) {
        if (!hasNul) {
            return new Place(at, size);
        }
        int start = json.length();
        json.withoutNul(at, size);
        return written(start);
    }

    private void scopeSpans(int from, int to) throws InvalidProtocolBufferException {
        scopeName = new Place(0, 0);
        noteOthers(NotKept.SCOPE_SPANS, from, to);
        each(1, from, to, this::scope);
        each(2, from, to, this::span);
    }

    private void scope(int from, int to) throws InvalidProtocolBufferException {
        noteOthers(NotKept.SCOPE, from, to);
        each(1, from, to, (at, end) -> {
            scopeName = text(at, end - at);
        });
    }

    private void span(int from, int to) throws InvalidProtocolBufferException {
        columns.begin();
        others.count = 0;
        events.count = 0;
        links.count = 0;
        int traceId = from;
        int traceIdSize = 0;
        int spanId = from;
        int spanIdSize = 0;
        int parent = from;
        int parentSize = 0;
        int kind = 0;
        long start = 0;
        long end = 0;
        columns.text(SpanLayout.NAME, 0, 0);
        columns.text(SpanLayout.STATUS_MESSAGE, 0, 0);
        text(SpanLayout.STATUS_CODE, statuses[0]);
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            switch (tag) {
                case 6 << 3 | Wire.VARINT -> kind = (int) wire.varint(to);
                case 7 << 3 | Wire.FIXED64 -> start = wire.fixed64(to);
                case 8 << 3 | Wire.FIXED64 -> end = wire.fixed64(to);
                default -> {
                    rejected.note(NotKept.SPAN, tag >>> 3);
                    if ((tag & 7) != Wire.NESTED) {
                        wire.skip(tag, to);
                        continue;
                    }
                    int size = wire.size(to);
                    int at = wire.at();
                    switch (tag >>> 3) {
                        case 1 -> {
                            traceId = at;
                            traceIdSize = size;
                        }
                        case 2 -> {
                            spanId = at;
                            spanIdSize = size;
                        }
                        case 4 -> {
                            parent = at;
                            parentSize = size;
                        }
                        case 5 -> {
                            text(SpanLayout.NAME, text(at, size));
                        }
                        case 9 -> attribute(at, at + size);
                        case 11 -> events.add(at, at + size);
                        case 13 -> links.add(at, at + size);
                        case 15 -> status(at, at + size);
                        default -> {
                            // A field that is not kept.
                        }
                    }
                    wire.goTo(at + size);
                }
            }
        }
        // All of it is read before it is rejected: a request that is malformed is refused as a whole.
        details();
        String problem = problem(traceId, traceIdSize, spanId, spanIdSize, parentSize, start, end);
        if (problem != null) {
            columns.takeBack();
            rejected.add(problem);
            return;
        }
        columns.ids(
                number(traceId), number(traceId + Long.BYTES), number(spanId), parentSize == 0 ? 0 : number(parent));
        text(SpanLayout.KIND, kinds[kind >= 0 && kind < kinds.length ? kind : 0]);
        text(SpanLayout.SERVICE_NAME, serviceName);
        columns.number(SpanLayout.START, start);
        columns.number(SpanLayout.END, end);
        text(SpanLayout.RESOURCE, resource);
        text(SpanLayout.SCOPE_NAME, scopeName);
    }

    private @Nullable String problem(
            int traceId, int traceIdSize, int spanId, int spanIdSize, int parentSize, long start, long end) {
        if (traceIdSize != 16 || (number(traceId) | number(traceId + Long.BYTES)) == 0) {
            return "an invalid trace id";
        }
        if (spanIdSize != 8 || number(spanId) == 0) {
            return "an invalid span id";
        }
        if (parentSize != 0 && parentSize != 8) {
            return "an invalid parent span id";
        }
        // Unsigned in OTLP; what is negative here lies behind the year 2262.
        return start < 0 || end < 0 ? "a time out of range" : null;
    }

    private void attribute(int from, int to) throws InvalidProtocolBufferException {
        pair.read(from, to);
        int column = SpanLayout.attribute(body, pair.key, pair.keySize);
        if (column < 0) {
            pair.checkKey();
        }
        if (!pair.hasValue()) {
            // It has no type, so it is in no column, but the span has it.
            others.add(from, to);
            return;
        }
        ColumnType own = type(pair.kind);
        ColumnType type = column < 0 ? null : SpanLayout.type(column);
        if (own == type && pair.kind != BYTES) {
            if (own == ColumnType.VARCHAR) {
                if (pair.hasNul) {
                    text(column, text(pair.content, pair.contentSize, true));
                } else {
                    columns.text(column, pair.content, pair.contentSize);
                }
            } else {
                columns.number(column, pair.number);
            }
        } else if (own == ColumnType.BIGINT && type == ColumnType.DOUBLE) {
            columns.number(column, Double.doubleToRawLongBits((double) pair.number));
        } else {
            others.add(from, to);
            columns.other(body, pair.key, pair.keySize, own);
        }
    }

    private static ColumnType type(int kindOfValue) {
        return switch (kindOfValue) {
            case 2 -> ColumnType.BOOLEAN;
            case 3 -> ColumnType.BIGINT;
            case 4 -> ColumnType.DOUBLE;
            case 5, 6 -> ColumnType.JSON;
            default -> ColumnType.VARCHAR;
        };
    }

    private void status(int from, int to) throws InvalidProtocolBufferException {
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            if (tag == (2 << 3 | Wire.NESTED)) {
                int size = wire.size(to);
                int at = wire.at();
                text(SpanLayout.STATUS_MESSAGE, text(at, size));
                wire.goTo(at + size);
            } else if (tag == (3 << 3 | Wire.VARINT)) {
                int code = (int) wire.varint(to);
                text(SpanLayout.STATUS_CODE, statuses[code >= 0 && code < statuses.length ? code : 0]);
            } else {
                wire.skip(tag, to);
            }
        }
    }

    /** What is kept as JSON: attributes without a column, events and links. */
    private void details() throws InvalidProtocolBufferException {
        if (others.count == 0) {
            text(SpanLayout.OTHER_ATTRIBUTES, noAttributes);
        } else {
            int start = json.length();
            json.object(others.all, others.count, 0);
            text(SpanLayout.OTHER_ATTRIBUTES, written(start));
        }
        list(SpanLayout.EVENTS, events, details::event);
        list(SpanLayout.LINKS, links, details::link);
    }

    private interface Element {
        void write(int from, int to) throws InvalidProtocolBufferException;
    }

    private void list(int column, Places places, Element element) throws InvalidProtocolBufferException {
        if (places.count == 0) {
            text(column, noObjects);
            return;
        }
        int start = json.length();
        for (int i = 0; i < places.count; i += 2) {
            json.raw(i == 0 ? '[' : ',');
            element.write(places.all[i], places.all[i + 1]);
        }
        json.raw(']');
        text(column, written(start));
    }

    private long number(int at) {
        return (long) BIG_LONG.get(body, at);
    }
}
