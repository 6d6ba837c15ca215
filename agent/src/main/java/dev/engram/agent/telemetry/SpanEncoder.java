package dev.engram.agent.telemetry;

import dev.engram.agent.trace.Frame;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans as OTLP has them, each as one element of {@code ScopeSpans.spans}, straight into the bytes of a batch. In
 * steady state nothing is allocated. Not thread-safe.
 *
 * <p>Texts that recur are copied from {@link RecurringTexts}; what an event repeats of its span is copied from there.
 */
final class SpanEncoder implements SpanSink {

    /** {@code ScopeSpans}. */
    private static final byte SPANS = Proto.tag(2, Proto.NESTED);

    /** {@code Span}. */
    private static final byte TRACE_ID = Proto.tag(1, Proto.NESTED);

    private static final byte SPAN_ID = Proto.tag(2, Proto.NESTED);
    private static final byte PARENT_SPAN_ID = Proto.tag(4, Proto.NESTED);
    private static final byte NAME = Proto.tag(5, Proto.NESTED);
    private static final byte KIND = Proto.tag(6, Proto.VARINT);
    private static final byte START_TIME = Proto.tag(7, Proto.FIXED64);
    private static final byte END_TIME = Proto.tag(8, Proto.FIXED64);
    private static final byte ATTRIBUTES = Proto.tag(9, Proto.NESTED);
    private static final byte EVENTS = Proto.tag(11, Proto.NESTED);
    private static final byte STATUS = Proto.tag(15, Proto.NESTED);
    private static final int FLAGS = (16 << 3) | Proto.FIXED32;

    /** {@code SpanKind}. */
    private static final int KIND_INTERNAL = 1;

    private static final int KIND_CLIENT = 3;

    /** {@code Status.StatusCode}. */
    private static final int CODE_OK = 1;

    private static final int CODE_ERROR = 2;

    /** Sampled, and it is known that the parent is not remote. */
    private static final int SAMPLED_LOCAL = 0x101;

    /** {@code Span.Event}. */
    private static final byte EVENT_TIME = Proto.tag(1, Proto.FIXED64);

    private static final byte EVENT_NAME = Proto.tag(2, Proto.NESTED);
    private static final byte EVENT_ATTRIBUTES = Proto.tag(3, Proto.NESTED);

    /** {@code Status}. */
    private static final byte DESCRIPTION = Proto.tag(2, Proto.NESTED);

    private static final byte CODE = Proto.tag(3, Proto.VARINT);

    /** {@code AnyValue}. */
    private static final byte TEXT = Proto.tag(1, Proto.NESTED);

    private static final byte TRUTH = Proto.tag(2, Proto.VARINT);
    private static final byte WHOLE = Proto.tag(3, Proto.VARINT);
    private static final byte FRACTION = Proto.tag(4, Proto.FIXED64);
    private static final byte ARRAY = Proto.tag(5, Proto.NESTED);

    /** {@code ArrayValue}. */
    private static final byte VALUES = Proto.tag(1, Proto.NESTED);

    /** A span mostly takes 128 to 16,383 bytes, an event less. */
    private static final int SPAN_LENGTH_SIZE = 2;

    private static final int EVENT_LENGTH_SIZE = 1;

    /** Fewer attributes than this are Engram's own, with the sixteen that a rule adds at most. */
    private static final int MAX_KNOWN = 64;

    private final RecurringTexts recurring = new RecurringTexts();
    private Proto out = new Proto(0);
    private int spanStart;
    private int eventStart;
    private byte attributeTag;

    /**
     * The span's own attributes: the numbers of their keys, and where they lie in the output, without their tag. No
     * references: to store young objects in old ones makes work for the garbage collector.
     */
    private final int[] keys = new int[MAX_KNOWN];

    private final int[] starts = new int[MAX_KNOWN];
    private final int[] ends = new int[MAX_KNOWN];
    private int known;

    /** What comes next is written behind what {@code target} holds. */
    @SuppressWarnings("ReferenceEquality") // Spares the collector a store for each span of a batch.
    void writeTo(Proto target) {
        if (out != target) {
            out = target;
        }
    }

    @Override
    public void begin(Frame frame, String name, SpanKind kind, long startEpochNanos, long endEpochNanos) {
        known = 0;
        spanStart = out.open(SPANS, SPAN_LENGTH_SIZE);
        out.id(TRACE_ID, frame.traceIdHigh, frame.traceIdLow);
        out.id(SPAN_ID, frame.spanId);
        if (frame.parentSpanId != 0) {
            out.id(PARENT_SPAN_ID, frame.parentSpanId);
        }
        string(NAME, name);
        out.tag(KIND);
        out.varint(kind == SpanKind.CLIENT ? KIND_CLIENT : KIND_INTERNAL);
        out.fixed64(START_TIME, startEpochNanos);
        out.fixed64(END_TIME, endEpochNanos);
        attributeTag = ATTRIBUTES;
    }

    /** A string field of a name that recurs; as everywhere in this format, an empty one is left out. */
    private void string(byte tag, String text) {
        byte[] utf8 = recurring.utf8(text);
        if (utf8 != null) {
            if (utf8.length > 0) {
                out.nested(tag, utf8);
            }
        } else if (!text.isEmpty()) {
            field(tag, text, Utf8.size(text));
        }
    }

    private void field(byte tag, String text, int size) {
        out.tag(tag);
        out.varint(size);
        out.utf8(text, size);
    }

    @Override
    public boolean has(Key key) {
        return find(key) >= 0;
    }

    private int find(Key key) {
        int number = key.number();
        for (int i = 0; i < known; i++) {
            if (keys[i] == number) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void repeat(Key key) {
        int i = find(key);
        if (i >= 0) {
            out.tag(EVENT_ATTRIBUTES);
            out.again(starts[i], ends[i] - starts[i]);
        }
    }

    @Override
    public void text(Key key, String value) {
        byte[] utf8 = key.recurs() ? recurring.utf8(value) : null;
        int size = utf8 != null ? utf8.length : Utf8.size(value);
        int start = beginAttribute(key, 1 + Proto.varintSize(size) + size);
        if (utf8 != null) {
            out.nested(TEXT, utf8);
        } else {
            field(TEXT, value, size);
        }
        remember(key, start);
    }

    /** Notes where the attribute just written lies. */
    private void remember(Key key, int start) {
        if (attributeTag == ATTRIBUTES && known < MAX_KNOWN) {
            keys[known] = key.number();
            starts[known] = start;
            ends[known] = out.length();
            known++;
        }
    }

    /** Writes an attribute up to its value of {@code valueSize} bytes; where it lies, without its tag. */
    private int beginAttribute(Key key, int valueSize) {
        byte[] encoded = key.encoded();
        out.tag(attributeTag);
        int start = out.length();
        out.varint(encoded.length + Proto.varintSize(valueSize) + valueSize);
        out.raw(encoded);
        out.varint(valueSize);
        return start;
    }

    @Override
    public void whole(Key key, long value) {
        int start = beginAttribute(key, 1 + sizeOf(value));
        out.tag(WHOLE);
        out.varint(value);
        remember(key, start);
    }

    private static int sizeOf(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    @Override
    public void fraction(Key key, double value) {
        int start = beginAttribute(key, 1 + Double.BYTES);
        out.fixed64(FRACTION, Double.doubleToRawLongBits(value));
        remember(key, start);
    }

    @Override
    public void truth(Key key, boolean value) {
        int start = beginAttribute(key, 2);
        out.tag(TRUTH);
        out.varint(value ? 1 : 0);
        remember(key, start);
    }

    @Override
    public void texts(Key key, List<String> values) {
        int size = 0;
        for (String each : values) {
            size += 1 + sizeWithLength(valueSize(each));
        }
        int start = beginAttribute(key, 1 + sizeWithLength(size));
        out.tag(ARRAY);
        out.varint(size);
        for (String each : values) {
            out.tag(VALUES);
            out.varint(valueSize(each));
            field(TEXT, each, Utf8.size(each));
        }
        remember(key, start);
    }

    private static int valueSize(String text) {
        return 1 + sizeWithLength(Utf8.size(text));
    }

    private static int sizeWithLength(int size) {
        return Proto.varintSize(size) + size;
    }

    @Override
    public void beginEvent(long epochNanos, String name) {
        eventStart = out.open(EVENTS, EVENT_LENGTH_SIZE);
        out.fixed64(EVENT_TIME, epochNanos);
        string(EVENT_NAME, name);
        attributeTag = EVENT_ATTRIBUTES;
    }

    @Override
    public void endEvent() {
        out.close(eventStart, EVENT_LENGTH_SIZE);
    }

    @Override
    public void end(StatusCode status, @Nullable String description) {
        int start = out.open(STATUS, 1);
        if (description != null && !description.isEmpty()) {
            field(DESCRIPTION, description, Utf8.size(description));
        }
        if (status != StatusCode.UNSET) {
            out.tag(CODE);
            out.varint(status == StatusCode.OK ? CODE_OK : CODE_ERROR);
        }
        out.close(start, 1);
        out.varint(FLAGS);
        out.fixed32(SAMPLED_LOCAL);
        out.close(spanStart, SPAN_LENGTH_SIZE);
    }
}
