package dev.engram.collector.forward;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.OtlpTranslation;
import dev.engram.collector.otlp.RetryInfo;
import dev.engram.collector.otlp.Signal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** OTLP over gRPC: one message there, one back. What was received in JSON is sent in protobuf. */
final class GrpcWire implements Wire {

    /** One byte that says whether the message is compressed, four of its length. */
    private static final int HEADER = 5;

    private static final MediaType GRPC = MediaType.create("application", "grpc");

    private final WebClient client;
    private final boolean compressed;
    private final long timeoutMillis;
    private final Diagnosis diagnosis;

    GrpcWire(WebClient client, ForwardOptions options) {
        this.client = client;
        this.compressed = options.isCompressed();
        this.timeoutMillis = options.timeout().toMillis();
        this.diagnosis = new Diagnosis(options);
    }

    @Override
    public CompletableFuture<Outcome> send(Signal signal, Encoding encoding, byte[] body) {
        byte[] message = encoding == Encoding.JSON ? OtlpTranslation.toProtobuf(signal, body) : body;
        if (message == null) {
            return CompletableFuture.completedFuture(new Outcome.Refused("the queued request is no OTLP in JSON"));
        }
        RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, signal.grpcPath())
                .contentType(GRPC)
                .set(HttpHeaderNames.TE, "trailers")
                .set(GrpcHeaderNames.GRPC_TIMEOUT, Math.min(timeoutMillis, 99_999_999) + "m");
        byte[] content = message;
        if (compressed) {
            headers.set(GrpcHeaderNames.GRPC_ENCODING, "gzip");
            content = Deflated.gzip(message);
        }
        byte[] frame = ByteBuffer.allocate(HEADER + content.length)
                .put((byte) (compressed ? 1 : 0))
                .putInt(content.length)
                .put(content)
                .array();
        return client.execute(HttpRequest.of(headers.build(), HttpData.wrap(frame)))
                .aggregate()
                .handle((answer, failure) -> answer == null ? diagnosis.ofFailure(failure) : outcome(signal, answer));
    }

    private Outcome outcome(Signal signal, AggregatedHttpResponse answer) {
        HttpHeaders trailers =
                answer.trailers().contains(GrpcHeaderNames.GRPC_STATUS) ? answer.trailers() : answer.headers();
        String status = trailers.get(GrpcHeaderNames.GRPC_STATUS);
        MediaType type = answer.contentType();
        if (status == null
                || !status.matches("\\d{1,3}")
                || type == null
                || !type.subtype().startsWith("grpc")) {
            return diagnosis.ofNoGrpc(signal, answer.status().code());
        }
        int code = Integer.parseInt(status);
        if (code != 0) {
            return diagnosis.ofGrpcStatus(
                    signal, code, RetryInfo.delay(trailers.get(GrpcHeaderNames.GRPC_STATUS_DETAILS_BIN)));
        }
        byte[] frame = answer.content().array();
        // Nothing was asked for that is compressed, so the message is plain.
        byte[] message = frame.length < HEADER ? new byte[0] : Arrays.copyOfRange(frame, HEADER, frame.length);
        OtlpTranslation.PartialSuccess partial = OtlpTranslation.partialSuccess(signal, message, Encoding.PROTOBUF);
        return new Outcome.Taken(partial.items(), partial.message());
    }
}
