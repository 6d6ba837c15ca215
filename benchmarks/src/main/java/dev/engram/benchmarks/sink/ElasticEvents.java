package dev.engram.benchmarks.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Transactions and spans of Elastic's intake, one JSON object a line, counted while they come: a request stays open for
 * as long as the agent likes. Looks at the beginning of each line only.
 */
final class ElasticEvents {

    private static final byte[] TRANSACTION = "{\"transaction\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SPAN = "{\"span\"".getBytes(StandardCharsets.US_ASCII);

    private final byte[] head = new byte[TRANSACTION.length];
    private int headLength;

    /** Reads {@code in} to its end and tells {@code counted} of the spans in each piece. */
    void count(InputStream in, LongConsumer counted) throws IOException {
        byte[] buffer = new byte[1 << 16];
        int length = in.read(buffer);
        while (length >= 0) {
            long spans = 0;
            for (int i = 0; i < length; i++) {
                byte each = buffer[i];
                if (each == '\n') {
                    headLength = 0;
                } else if (headLength < head.length) {
                    head[headLength++] = each;
                    spans += isSpan() ? 1 : 0;
                }
            }
            counted.accept(spans);
            length = in.read(buffer);
        }
    }

    private boolean isSpan() {
        return is(SPAN) || is(TRANSACTION);
    }

    private boolean is(byte[] word) {
        if (headLength != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (head[i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
