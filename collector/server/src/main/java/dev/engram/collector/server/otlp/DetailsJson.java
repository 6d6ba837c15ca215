package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;

/** Writes events and links of spans as JSON. Not thread-safe. */
final class DetailsJson {

    private static final byte[] EVENT_NAME = ascii("{\"name\":");
    private static final byte[] EVENT_TIME = ascii(",\"timeUnixNano\":");
    private static final byte[] LINK_TRACE_ID = ascii("{\"traceId\":");
    private static final byte[] LINK_SPAN_ID = ascii(",\"spanId\":");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":");

    private final byte[] body;
    private final Wire wire;
    private final AttributeJson json;
    private final Rejected rejected;
    private final Places pairs = new Places();

    DetailsJson(byte[] body, Wire wire, AttributeJson json, Rejected rejected) {
        this.body = body;
        this.wire = wire;
        this.json = json;
        this.rejected = rejected;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes an event, which is from there to there in the body. */
    void event(int from, int to) throws InvalidProtocolBufferException {
        pairs.count = 0;
        int name = from;
        int nameSize = 0;
        long time = 0;
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            if (tag == (1 << 3 | Wire.FIXED64)) {
                time = Math.max(0, wire.fixed64(to));
            } else if (tag == (2 << 3 | Wire.NESTED)) {
                nameSize = wire.size(to);
                name = wire.at();
                boolean unused = Utf8.check(body, name, nameSize);
                wire.goTo(name + nameSize);
            } else if (tag == (3 << 3 | Wire.NESTED)) {
                int size = wire.size(to);
                pairs.add(wire.at(), wire.at() + size);
                wire.goTo(wire.at() + size);
            } else {
                rejected.note(NotKept.EVENT, tag >>> 3);
                wire.skip(tag, to);
            }
        }
        json.raw(EVENT_NAME);
        json.text(name, nameSize);
        json.raw(EVENT_TIME);
        json.number(time);
        json.raw(ATTRIBUTES);
        json.object(pairs.all, pairs.count, 0);
        json.raw('}');
    }

    /** Writes a link. */
    void link(int from, int to) throws InvalidProtocolBufferException {
        pairs.count = 0;
        int trace = from;
        int traceSize = 0;
        int span = from;
        int spanSize = 0;
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            rejected.note(NotKept.LINK, tag >>> 3);
            if ((tag & 7) != Wire.NESTED) {
                wire.skip(tag, to);
                continue;
            }
            int size = wire.size(to);
            int at = wire.at();
            switch (tag >>> 3) {
                case 1 -> {
                    trace = at;
                    traceSize = size;
                }
                case 2 -> {
                    span = at;
                    spanSize = size;
                }
                case 4 -> pairs.add(at, at + size);
                default -> {
                    // A field that is not kept.
                }
            }
            wire.goTo(at + size);
        }
        json.raw(LINK_TRACE_ID);
        json.hex(trace, traceSize);
        json.raw(LINK_SPAN_ID);
        json.hex(span, spanSize);
        json.raw(ATTRIBUTES);
        json.object(pairs.all, pairs.count, 0);
        json.raw('}');
    }
}
