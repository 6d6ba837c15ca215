package dev.engram.agent.telemetry.otlp;

import dev.engram.agent.telemetry.protobuf.OtlpTags;
import dev.engram.agent.telemetry.protobuf.OtlpTags.AnyValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ArrayValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Event;
import dev.engram.agent.telemetry.protobuf.OtlpTags.KeyValue;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Link;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ScopeSpans;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Span;
import dev.engram.agent.telemetry.protobuf.OtlpTags.Status;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.telemetry.span.SpanSink;
import dev.engram.agent.text.Utf8;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttribute;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans as OTLP has them, each as one element of {@code ScopeSpans.spans}, straight into the bytes of a batch. In
 * steady state nothing is allocated. Not thread-safe.
 *
 * <p>Texts that recur are copied from {@link RecurringTexts}; what an event repeats of its span is copied from there.
 */
public final class SpanEncoder implements SpanSink {

    /** Sampled, and it is known that the parent, or what is linked, is not remote. */
    private static final int SAMPLED_LOCAL = 0x101;

    /** The same where it is. */
    private static final int SAMPLED_REMOTE = 0x301;

    /** A span mostly takes 128 to 16,383 bytes, an event less. */
    private static final int SPAN_LENGTH_SIZE = 2;

    private static final int EVENT_LENGTH_SIZE = 1;
    private static final int LINK_LENGTH_SIZE = 1;

    /** Fewer attributes than this are Engram's own, with the sixteen that a rule adds at most. */
    private static final int MAX_KNOWN = 64;

    private final RecurringTexts recurring = new RecurringTexts();
    private ProtoWriter out = new ProtoWriter(0);
    private int spanStart;
    private int eventStart;
    private byte attributeTag;
    private int flags;

    /**
     * The span's own attributes: their numbers, and where they lie in the output, without their tag. No
     * references: to store young objects in old ones makes work for the garbage collector.
     */
    private final int[] keys = new int[MAX_KNOWN];

    private final int[] starts = new int[MAX_KNOWN];
    private final int[] ends = new int[MAX_KNOWN];
    private int known;

    /** By the number of an attribute, the bytes of its {@code KeyValue} up to the length of the value. */
    private byte[] @Nullable [] encodedKeys = new byte[MAX_KNOWN] @Nullable [];

    /** What comes next is written behind what {@code target} holds. */
    @SuppressWarnings("ReferenceEquality") // Spares the collector a store for each span of a batch.
    public void writeTo(ProtoWriter target) {
        if (out != target) {
            out = target;
        }
    }

    @Override
    public void beginSpan(RecordedCall call, String name, SpanKind kind, long startEpochNanos, long endEpochNanos) {
        known = 0;
        flags = call.hasRemoteParent ? SAMPLED_REMOTE : SAMPLED_LOCAL;
        spanStart = out.open(ScopeSpans.SPANS, SPAN_LENGTH_SIZE);
        out.id(Span.TRACE_ID, call.traceIdHigh, call.traceIdLow);
        out.id(Span.SPAN_ID, call.spanId);
        if (call.parentSpanId != 0) {
            out.id(Span.PARENT_SPAN_ID, call.parentSpanId);
        }
        name(Span.NAME, name);
        out.tag(Span.KIND);
        out.varint(kind == SpanKind.CLIENT ? OtlpTags.SpanKind.CLIENT : OtlpTags.SpanKind.INTERNAL);
        out.fixed64(Span.START_TIME_UNIX_NANO, startEpochNanos);
        out.fixed64(Span.END_TIME_UNIX_NANO, endEpochNanos);
        attributeTag = Span.ATTRIBUTES;
    }

    /** A string field of a name that recurs; as everywhere in this format, an empty one is left out. */
    private void name(byte tag, String text) {
        byte[] utf8 = recurring.utf8(text);
        if (utf8 != null) {
            if (utf8.length > 0) {
                out.nested(tag, utf8);
            }
        } else if (!text.isEmpty()) {
            string(tag, text, Utf8.size(text));
        }
    }

    private void string(byte tag, String text, int size) {
        out.tag(tag);
        out.varint(size);
        out.utf8(text, size);
    }

    @Override
    public boolean hasAttribute(SpanAttribute attribute) {
        return find(attribute) >= 0;
    }

    private int find(SpanAttribute attribute) {
        int number = attribute.number();
        for (int i = 0; i < known; i++) {
            if (keys[i] == number) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void copyToEvent(SpanAttribute attribute) {
        int i = find(attribute);
        if (i >= 0) {
            out.tag(Event.ATTRIBUTES);
            out.copy(starts[i], ends[i] - starts[i]);
        }
    }

    @Override
    public void setString(SpanAttribute attribute, String value) {
        byte[] utf8 = attribute.recurs() ? recurring.utf8(value) : null;
        int size = utf8 != null ? utf8.length : Utf8.size(value);
        int start = beginAttribute(attribute, 1 + ProtoWriter.varintSize(size) + size);
        if (utf8 != null) {
            out.nested(AnyValue.STRING_VALUE, utf8);
        } else {
            string(AnyValue.STRING_VALUE, value, size);
        }
        remember(attribute, start);
    }

    /** Notes where the attribute just written lies. */
    private void remember(SpanAttribute attribute, int start) {
        if (attributeTag == Span.ATTRIBUTES && known < MAX_KNOWN) {
            keys[known] = attribute.number();
            starts[known] = start;
            ends[known] = out.length();
            known++;
        }
    }

    /** Writes an attribute up to its value of {@code valueSize} bytes; where it lies, without its tag. */
    private int beginAttribute(SpanAttribute attribute, int valueSize) {
        byte[] encoded = encodedKey(attribute);
        out.tag(attributeTag);
        int start = out.length();
        out.varint(encoded.length + ProtoWriter.varintSize(valueSize) + valueSize);
        out.raw(encoded);
        out.varint(valueSize);
        return start;
    }

    private byte[] encodedKey(SpanAttribute attribute) {
        int number = attribute.number();
        byte[] encoded = number < encodedKeys.length ? encodedKeys[number] : null;
        return encoded != null ? encoded : encodeKey(attribute);
    }

    private byte[] encodeKey(SpanAttribute attribute) {
        byte[] utf8 = attribute.name().getBytes(StandardCharsets.UTF_8);
        ProtoWriter key = new ProtoWriter(utf8.length + 8);
        key.nested(KeyValue.KEY, utf8);
        key.tag(KeyValue.VALUE);
        byte[] encoded = key.toBytes();
        if (attribute.number() >= encodedKeys.length) {
            encodedKeys = Arrays.copyOf(encodedKeys, 2 * attribute.number());
        }
        encodedKeys[attribute.number()] = encoded;
        return encoded;
    }

    @Override
    public void setLong(SpanAttribute attribute, long value) {
        int start = beginAttribute(attribute, 1 + sizeOf(value));
        out.tag(AnyValue.INT_VALUE);
        out.varint(value);
        remember(attribute, start);
    }

    private static int sizeOf(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    @Override
    public void setDouble(SpanAttribute attribute, double value) {
        int start = beginAttribute(attribute, 1 + Double.BYTES);
        out.fixed64(AnyValue.DOUBLE_VALUE, Double.doubleToRawLongBits(value));
        remember(attribute, start);
    }

    @Override
    public void setBoolean(SpanAttribute attribute, boolean value) {
        int start = beginAttribute(attribute, 2);
        out.tag(AnyValue.BOOL_VALUE);
        out.varint(value ? 1 : 0);
        remember(attribute, start);
    }

    @Override
    public void setStringList(SpanAttribute attribute, List<String> values) {
        int size = 0;
        for (String each : values) {
            size += 1 + sizeWithLength(valueSize(each));
        }
        int start = beginAttribute(attribute, 1 + sizeWithLength(size));
        out.tag(AnyValue.ARRAY_VALUE);
        out.varint(size);
        for (String each : values) {
            out.tag(ArrayValue.VALUES);
            out.varint(valueSize(each));
            string(AnyValue.STRING_VALUE, each, Utf8.size(each));
        }
        remember(attribute, start);
    }

    private static int valueSize(String text) {
        return 1 + sizeWithLength(Utf8.size(text));
    }

    private static int sizeWithLength(int size) {
        return ProtoWriter.varintSize(size) + size;
    }

    @Override
    public void beginEvent(long epochNanos, String name) {
        eventStart = out.open(Span.EVENTS, EVENT_LENGTH_SIZE);
        out.fixed64(Event.TIME_UNIX_NANO, epochNanos);
        name(Event.NAME, name);
        attributeTag = Event.ATTRIBUTES;
    }

    @Override
    public void endEvent() {
        out.close(eventStart, EVENT_LENGTH_SIZE);
    }

    @Override
    public void addLink(long traceIdHigh, long traceIdLow, long linkedSpanId, boolean isRemote) {
        int start = out.open(Span.LINKS, LINK_LENGTH_SIZE);
        out.id(Link.TRACE_ID, traceIdHigh, traceIdLow);
        out.id(Link.SPAN_ID, linkedSpanId);
        out.tag(Link.FLAGS);
        out.fixed32(isRemote ? SAMPLED_REMOTE : SAMPLED_LOCAL);
        out.close(start, LINK_LENGTH_SIZE);
    }

    @Override
    public void endSpan(StatusCode status, @Nullable String description) {
        int start = out.open(Span.STATUS, 1);
        if (description != null && !description.isEmpty()) {
            string(Status.MESSAGE, description, Utf8.size(description));
        }
        if (status != StatusCode.UNSET) {
            out.tag(Status.CODE);
            out.varint(status == StatusCode.OK ? OtlpTags.StatusCode.OK : OtlpTags.StatusCode.ERROR);
        }
        out.close(start, 1);
        out.varint(Span.FLAGS);
        out.fixed32(flags);
        out.close(spanStart, SPAN_LENGTH_SIZE);
    }
}
