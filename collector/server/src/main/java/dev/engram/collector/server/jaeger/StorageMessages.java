package dev.engram.collector.server.jaeger;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.otlp.AnyValues;
import dev.engram.collector.server.otlp.SpanEncoder;
import dev.engram.collector.server.store.read.Dependency;
import dev.engram.collector.server.store.read.FoundTrace;
import dev.engram.collector.server.store.read.Operation;
import dev.engram.collector.server.store.read.SpanFilter;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code jaeger.storage.v2}, read and written by the numbers of their fields: they are few and small. Spans
 * in them are OTLP, and an attribute of a search has the form of OTLP's.
 */
final class StorageMessages {

    /** What fits into nanoseconds: until the year 2262. */
    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    private StorageMessages() {}

    /**
     * A search.
     *
     * @param limit most traces; 0 where none is given
     */
    record Search(SpanFilter filter, int limit) {}

    /**
     * A time, in nanoseconds since 1970-01-01 UTC.
     *
     * @param from the earliest moment
     * @param to the latest moment
     */
    record Range(long from, long to) {}

    /** The ids that {@code GetTracesRequest} asks for. */
    static List<String> traceIds(byte[] request) throws InvalidProtocolBufferException {
        List<String> ids = new ArrayList<>();
        for (ByteString query : UnknownFieldSet.parseFrom(request).getField(1).getLengthDelimitedList()) {
            ByteString id = bytes(UnknownFieldSet.parseFrom(query), 1);
            if (id != null) {
                ids.add(HexFormat.of().formatHex(id.toByteArray()));
            }
        }
        return ids;
    }

    /** The service, and the kind of its spans, null for any, that {@code GetOperationsRequest} asks for. */
    static Operation operation(byte[] request) throws InvalidProtocolBufferException {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(request);
        return new Operation(text(fields, 1), text(fields, 2).toUpperCase(Locale.ROOT));
    }

    /** The search of {@code FindTracesRequest} and {@code FindTraceIDsRequest}. */
    static Search search(byte[] request) throws InvalidProtocolBufferException {
        ByteString query = bytes(UnknownFieldSet.parseFrom(request), 1);
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(query == null ? ByteString.EMPTY : query);
        SpanFilter filter = new SpanFilter(
                nullIfEmpty(text(fields, 1)),
                nullIfEmpty(text(fields, 2)),
                attributes(fields.getField(3).getLengthDelimitedList()),
                time(fields, 4, Long.MIN_VALUE),
                time(fields, 5, Long.MAX_VALUE),
                duration(fields, 6, Long.MIN_VALUE),
                duration(fields, 7, Long.MAX_VALUE));
        List<Long> depth = fields.getField(8).getVarintList();
        return new Search(filter, depth.isEmpty() ? 0 : (int) Math.min(Integer.MAX_VALUE, depth.get(depth.size() - 1)));
    }

    /** The time of {@code GetDependenciesRequest}. */
    static Range range(byte[] request) throws InvalidProtocolBufferException {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(request);
        return new Range(time(fields, 1, 0), time(fields, 2, Long.MAX_VALUE));
    }

    /** {@code GetServicesResponse}. */
    static MessageLite services(List<String> services) {
        Field.Builder names = Field.newBuilder();
        services.forEach(each -> names.addLengthDelimited(ByteString.copyFromUtf8(each)));
        return UnknownFieldSet.newBuilder().addField(1, names.build()).build();
    }

    /** {@code GetOperationsResponse}. */
    static MessageLite operations(List<Operation> operations) {
        return repeated(operations.stream()
                .map(each -> UnknownFieldSet.newBuilder()
                        .addField(1, text(each.name()))
                        .addField(2, text(kind(each.kind())))
                        .build())
                .toList());
    }

    /** {@code FindTraceIDsResponse}. */
    static MessageLite found(List<FoundTrace> traces) {
        return repeated(traces.stream()
                .map(each -> UnknownFieldSet.newBuilder()
                        .addField(1, bytes(SpanEncoder.id(each.traceId())))
                        .addField(
                                2, bytes(Timestamps.fromNanos(each.startNanos()).toByteString()))
                        .addField(3, bytes(Timestamps.fromNanos(each.endNanos()).toByteString()))
                        .build())
                .toList());
    }

    /** {@code GetDependenciesResponse}. */
    static MessageLite dependencies(List<Dependency> dependencies) {
        return repeated(dependencies.stream()
                .map(each -> UnknownFieldSet.newBuilder()
                        .addField(1, text(each.parent()))
                        .addField(2, text(each.child()))
                        .addField(3, Field.newBuilder().addVarint(each.calls()).build())
                        .addField(4, text("engram"))
                        .build())
                .toList());
    }

    private static MessageLite repeated(List<UnknownFieldSet> messages) {
        Field.Builder all = Field.newBuilder();
        messages.forEach(each -> all.addLengthDelimited(each.toByteString()));
        return UnknownFieldSet.newBuilder().addField(1, all.build()).build();
    }

    /** As Jaeger says it: in small letters, and nothing where it is not known. */
    private static String kind(String kind) {
        return kind.equals("UNSPECIFIED") ? "" : kind.toLowerCase(Locale.ROOT);
    }

    private static Field text(String text) {
        return bytes(ByteString.copyFromUtf8(text));
    }

    private static Field bytes(ByteString bytes) {
        return Field.newBuilder().addLengthDelimited(bytes).build();
    }

    /** The last value of a field, which counts; null where there is none. */
    private static @Nullable ByteString bytes(UnknownFieldSet fields, int number) {
        List<ByteString> values = fields.getField(number).getLengthDelimitedList();
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    private static String text(UnknownFieldSet fields, int number) {
        ByteString bytes = bytes(fields, number);
        return bytes == null ? "" : bytes.toStringUtf8();
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static long time(UnknownFieldSet fields, int number, long absent) throws InvalidProtocolBufferException {
        ByteString bytes = bytes(fields, number);
        if (bytes == null) {
            return absent;
        }
        Timestamp time = Timestamp.parseFrom(bytes);
        // Jaeger writes a time that is not set as the year 1.
        return Timestamps.isValid(time) && time.getSeconds() > 0 && time.getSeconds() < MAX_SECONDS
                ? Timestamps.toNanos(time)
                : absent;
    }

    private static long duration(UnknownFieldSet fields, int number, long absent)
            throws InvalidProtocolBufferException {
        ByteString bytes = bytes(fields, number);
        Duration duration = bytes == null ? Duration.getDefaultInstance() : Duration.parseFrom(bytes);
        return Durations.isValid(duration) && Durations.isPositive(duration) && duration.getSeconds() < MAX_SECONDS
                ? Durations.toNanos(duration)
                : absent;
    }

    private static Map<String, String> attributes(List<ByteString> pairs) throws InvalidProtocolBufferException {
        List<KeyValue> read = new ArrayList<>();
        for (ByteString pair : pairs) {
            read.add(KeyValue.parseFrom(pair));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        AnyValues.attributes(read)
                .forEach((key, value) -> texts.put(key, value instanceof String text ? text : Json.write(value)));
        return texts;
    }
}
