package dev.engram.benchmarks.sink;

/**
 * Spans of a Datadog trace payload in MessagePack. Version 0.4 is an array of traces, each an array of spans; 0.5 is an
 * array of two: a table of texts, then the same. Everything inside a span is skipped.
 */
final class DatadogSpans implements SpanCount {

    private final boolean hasTable;

    private DatadogSpans(boolean hasTable) {
        this.hasTable = hasTable;
    }

    static SpanCount v04() {
        return new DatadogSpans(false);
    }

    static SpanCount v05() {
        return new DatadogSpans(true);
    }

    @Override
    public long count(byte[] bytes, int length) throws MalformedException {
        Walk walk = new Walk(bytes, length);
        if (hasTable) {
            if (walk.array() != 2) {
                throw new MalformedException("version 0.5 is an array of two");
            }
            walk.skip();
        }
        long spans = 0;
        for (long traces = walk.array(); traces > 0; traces--) {
            long here = walk.array();
            spans += here;
            for (long i = 0; i < here; i++) {
                walk.skip();
            }
        }
        if (walk.at != length) {
            throw new MalformedException("something follows the traces");
        }
        return spans;
    }

    private static final class Walk {
        private final byte[] bytes;
        private final int end;
        private int at;

        Walk(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        /** The number of elements of the array that begins here. */
        long array() throws MalformedException {
            int type = next();
            if ((type & 0xf0) == 0x90) {
                return type & 0x0f;
            }
            if (type == 0xdc) {
                return number(2);
            }
            if (type == 0xdd) {
                return number(4);
            }
            throw new MalformedException("no array where there should be one");
        }

        /** Goes past the value that begins here. */
        void skip() throws MalformedException {
            // What is in a container counts as what is still to skip, so that no depth is too deep.
            for (long left = 1; left > 0; left--) {
                left += skipHead(next());
            }
        }

        /** Goes past a value, but not past what it contains: the number of values that it contains. */
        private long skipHead(int type) throws MalformedException {
            if (type < 0x80 || type >= 0xe0) {
                return 0; // a small number
            }
            if (type < 0x90) {
                return 2L * (type & 0x0f);
            }
            if (type < 0xa0) {
                return type & 0x0f;
            }
            if (type < 0xc0) {
                return pass(type & 0x1f);
            }
            return switch (type) {
                case 0xc0, 0xc2, 0xc3 -> 0; // null, false, true
                case 0xc4, 0xd9 -> pass(number(1)); // bytes, text
                case 0xc5, 0xda -> pass(number(2));
                case 0xc6, 0xdb -> pass(number(4));
                case 0xcc, 0xd0 -> pass(1); // numbers
                case 0xcd, 0xd1 -> pass(2);
                case 0xca, 0xce, 0xd2 -> pass(4);
                case 0xcb, 0xcf, 0xd3 -> pass(8);
                case 0xdc -> number(2); // arrays
                case 0xdd -> number(4);
                case 0xde -> 2 * number(2); // maps
                case 0xdf -> 2 * number(4);
                default -> throw new MalformedException("a type that no trace holds");
            };
        }

        private long pass(long count) throws MalformedException {
            if (count > end - at) {
                throw new MalformedException("a value runs over the end");
            }
            at += (int) count;
            return 0;
        }

        private int next() throws MalformedException {
            if (at >= end) {
                throw new MalformedException("the end comes too early");
            }
            return bytes[at++] & 0xff;
        }

        private long number(int width) throws MalformedException {
            long number = 0;
            for (int i = 0; i < width; i++) {
                number = number << 8 | next();
            }
            return number;
        }
    }
}
