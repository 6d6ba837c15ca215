package dev.engram.collector.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.engram.collector.server.SeedTrace;
import dev.engram.collector.server.store.span.SpanColumns;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What protobuf's own parser takes, the decoder takes, and it fails in no other way than protobuf's. */
class SpanDecoderTest {

    /** -Dengram.fuzz=1000000 for more. */
    private static final int REQUESTS = Integer.getInteger("engram.fuzz", 20_000);

    @Test
    void aRequestWithChangedBytesIsReadAsProtobufReadsItOrRefused() {
        Random random = new Random(20_261_123);
        byte[] good = SeedTrace.request().toByteArray();
        int taken = 0;
        for (int i = 0; i < REQUESTS; i++) {
            byte[] body = changed(good, random);
            Rejected rejected = new Rejected();
            SpanColumns columns = decoded(body, rejected);
            ExportTraceServiceRequest request = parsed(body);
            if (request != null) {
                int items = columns == null ? -1 : columns.rows() + rejected.count();
                assertThat(items).as("request " + i).isEqualTo(spans(request));
                taken++;
            }
        }
        assertThat(taken).as("requests that protobuf takes").isBetween(REQUESTS / 100, REQUESTS);
    }

    @Test
    void aRequestThatIsCutAnywhereIsReadAsProtobufReadsItOrRefused() {
        byte[] good = SeedTrace.request().toByteArray();
        for (int length = 0; length < good.length; length++) {
            byte[] body = Arrays.copyOf(good, length);
            assertThat(decoded(body, new Rejected()) == null)
                    .as("the first " + length + " bytes")
                    .isEqualTo(parsed(body) == null);
        }
    }

    @Test
    void listsInListsWithoutEndAreRefused() {
        byte[] value = {};
        for (int depth = 0; depth < 5_000; depth++) {
            value = nested(1 << 3 | 2, nested(5 << 3 | 2, value));
        }
        byte[] attribute = nested(9 << 3 | 2, nested(2 << 3 | 2, value));
        byte[] body = nested(1 << 3 | 2, nested(2 << 3 | 2, nested(2 << 3 | 2, attribute)));
        assertThatCode(() -> SpanDecoder.decode(body, new Rejected()))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    private static byte[] nested(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int size = content.length;
        while (size > 0x7F) {
            out.write((size & 0x7F) | 0x80);
            size >>>= 7;
        }
        out.write(size);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] changed(byte[] good, Random random) {
        byte[] body = good.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    private static @Nullable SpanColumns decoded(byte[] body, Rejected rejected) {
        try {
            return SpanDecoder.decode(body, rejected);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private static @Nullable ExportTraceServiceRequest parsed(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private static int spans(ExportTraceServiceRequest request) {
        return request.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .mapToInt(scope -> scope.getSpansCount())
                .sum();
    }
}
