package dev.engram.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Requests that are broken in every way, with good ones in between. {@code -Dengram.hostile.requests=10000000} sends more,
 * {@code -Dengram.hostile.seed} others.
 */
@DisplayName("Hostile requests")
class HostileRequestsTest {

    private static final int REQUESTS = Integer.getInteger("engram.hostile.requests", Tier.of(100_000, 5_000));
    private static final long SEED = Long.getLong("engram.hostile.seed", 20_261_123);
    private static final int AT_ONCE = 32;
    private static final long GOOD = 0x600d_600d_600d_600dL;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    @DisplayName("are answered, each with a status that OTLP knows, and every good span in between is stored, once")
    void hostile() throws Exception {
        try (TestCollector collector = new TestCollector()) {
            int port = collector.get().httpPort();
            long good = 0;
            for (int i = 0; i < REQUESTS; i++) {
                boolean isGood = i % 10 == 0;
                boolean isJson = random.nextInt(4) == 0;
                byte[] body = encode(request(isGood ? GOOD : random.nextLong(), i), isJson);
                if (isGood) {
                    good++;
                } else {
                    for (int change = random.nextInt(4); change >= 0; change--) {
                        body = isJson ? brokenJson(body) : broken(body);
                    }
                }
                boolean isZipped = random.nextInt(8) == 0;
                byte[] sent = isZipped ? Http.gzip(body) : body;
                if (isZipped && !isGood && random.nextInt(3) == 0) {
                    sent = broken(sent);
                }
                send(port, i, sent, isJson, isZipped, isGood);
            }
            places.acquire(AT_ONCE);
            assertThat(wrong).as("seed %d", SEED).isEmpty();
            collector.flush();
            assertThat(collector.rows("SELECT count(*), count(DISTINCT span_id) FROM spans WHERE trace_id LIKE '"
                            + Long.toHexString(GOOD) + "%'"))
                    .as("seed %d, answers %s", SEED, statuses)
                    .hasToString("[[" + good + ", " + good + "]]");
            assertThat(Http.get(collector.get().apiPort(), "/health").statusCode())
                    .isEqualTo(200);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Each gives its place back.
    private void send(int port, int number, byte[] body, boolean isJson, boolean isZipped, boolean isGood)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
                .header("Content-Type", isJson ? "application/json" : "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body));
        if (isZipped) {
            request.header("Content-Encoding", "gzip");
        }
        places.acquire();
        client.sendAsync(request.build(), BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            if (failure != null) {
                wrong.add("request " + number + ": " + failure);
            } else {
                int status = answer.statusCode();
                synchronized (statuses) {
                    statuses.merge(status, 1L, Long::sum);
                }
                // 413: what was packed is larger than a request may be.
                if (isGood ? status != 200 : status != 200 && status != 400 && status != 413) {
                    wrong.add("request " + number + ": status " + status + ", " + answer.body());
                }
            }
            places.release();
        });
    }

    private ExportTraceServiceRequest request(long trace, int number) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        var resource = request.addResourceSpansBuilder();
        resource.getResourceBuilder().addAttributes(attribute("service.name", text("fuzzed")));
        Span.Builder span = resource.addScopeSpansBuilder()
                .addSpansBuilder()
                .setTraceId(bytes(trace, number + 1))
                .setSpanId(ByteString.copyFrom(
                        ByteBuffer.allocate(8).putLong(number + 1L).flip()))
                .setName("aqe.memory.store")
                .setStartTimeUnixNano(1_800_000_000_000_000_000L + number)
                .setEndTimeUnixNano(1_800_000_000_000_001_000L + number);
        span.addAttributes(attribute("memory.operation", text("store")));
        span.addAttributes(attribute("memory.key", text("key-" + number)));
        span.addAttributes(attribute(
                "memory.value_size", AnyValue.newBuilder().setIntValue(number).build()));
        span.addAttributes(attribute(
                "list",
                AnyValue.newBuilder()
                        .setArrayValue(
                                ArrayValue.newBuilder().addValues(text("a")).addValues(text("b")))
                        .build()));
        span.addEventsBuilder().setName("event").setTimeUnixNano(7).addAttributes(attribute("x", text("y")));
        span.addLinksBuilder().setTraceId(bytes(1, 2)).setSpanId(span.getSpanId());
        return request.build();
    }

    private static ByteString bytes(long high, long low) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    /** In JSON, ids are hexadecimal and not Base64. */
    private static byte[] encode(ExportTraceServiceRequest request, boolean isJson)
            throws InvalidProtocolBufferException {
        if (!isJson) {
            return request.toByteArray();
        }
        Span span = request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
        String json = JsonFormat.printer().omittingInsignificantWhitespace().print(request);
        for (ByteString id : new ByteString[] {
            span.getTraceId(), span.getSpanId(), span.getLinks(0).getTraceId()
        }) {
            json = json.replace(
                    java.util.Base64.getEncoder().encodeToString(id.toByteArray()),
                    java.util.HexFormat.of().formatHex(id.toByteArray()));
        }
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] broken(byte[] body) {
        if (body.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        byte[] changed = body.clone();
        int at = random.nextInt(changed.length);
        switch (random.nextInt(7)) {
            case 0 -> changed[at] = (byte) random.nextInt();
            case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed = Arrays.copyOf(changed, at);
            case 3 -> changed = inserted(changed, at, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
            case 4 -> changed = inserted(changed, at, Arrays.copyOfRange(body, random.nextInt(at + 1), at + 1));
            case 5 -> changed = inserted(changed, changed.length, body);
            default -> Arrays.fill(changed, at, Math.min(changed.length, at + 8), (byte) 0x80);
        }
        return changed;
    }

    private byte[] brokenJson(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String[] pieces = {"[", "{", "\"", ",", ":", "null", "1e999", "-0", "\\u0000", "\\ud800", "\"a\":", "]]]", "}"};
        int at = random.nextInt(text.length() + 1);
        return switch (random.nextInt(4)) {
            case 0 ->
                (text.substring(0, at) + pieces[random.nextInt(pieces.length)] + text.substring(at))
                        .getBytes(StandardCharsets.UTF_8);
            case 1 -> text.substring(0, at).getBytes(StandardCharsets.UTF_8);
            case 2 ->
                (text.substring(0, at) + "[".repeat(random.nextInt(3_000)) + text.substring(at))
                        .getBytes(StandardCharsets.UTF_8);
            default -> broken(body);
        };
    }

    private static byte[] inserted(byte[] body, int at, byte[] more) {
        byte[] longer = new byte[body.length + more.length];
        System.arraycopy(body, 0, longer, 0, at);
        System.arraycopy(more, 0, longer, at, more.length);
        System.arraycopy(body, at, longer, at + more.length, body.length - at);
        return longer;
    }
}
