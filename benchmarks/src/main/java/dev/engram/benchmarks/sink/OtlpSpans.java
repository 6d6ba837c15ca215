package dev.engram.benchmarks.sink;

/**
 * Spans of an OTLP {@code ExportTraceServiceRequest} in protobuf, found by walking its three outer levels (resource spans,
 * scope spans, spans) and skipping everything else.
 */
final class OtlpSpans implements SpanCount {

    private static final int RESOURCE_SPANS = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;
    private static final int[] LEVELS = {RESOURCE_SPANS, SCOPE_SPANS, SPANS};

    @Override
    public long count(byte[] bytes, int length) throws MalformedException {
        return new Walk(bytes).count(0, length, 0);
    }

    private static final class Walk {
        private final byte[] bytes;
        private int at;

        Walk(byte[] bytes) {
            this.bytes = bytes;
        }

        long count(int start, int end, int level) throws MalformedException {
            long spans = 0;
            at = start;
            while (at < end) {
                long tag = varint(end);
                int field = (int) (tag >>> 3);
                switch ((int) tag & 7) {
                    case 0 -> varint(end);
                    case 1 -> at += 8;
                    case 5 -> at += 4;
                    case 2 -> {
                        long size = varint(end);
                        if (size < 0 || size > end - at) {
                            throw new MalformedException("a field is longer than what holds it");
                        }
                        int fieldEnd = at + (int) size;
                        if (field == LEVELS[level]) {
                            spans += level == LEVELS.length - 1 ? 1 : count(at, fieldEnd, level + 1);
                        }
                        at = fieldEnd;
                    }
                    default -> throw new MalformedException("no such wire type");
                }
            }
            if (at != end) {
                throw new MalformedException("a field runs over the end");
            }
            return spans;
        }

        private long varint(int end) throws MalformedException {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at >= end) {
                    throw new MalformedException("a number runs over the end");
                }
                byte next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new MalformedException("a number of more than ten bytes");
        }
    }
}
