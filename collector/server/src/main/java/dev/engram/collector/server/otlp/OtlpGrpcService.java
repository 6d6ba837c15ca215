package dev.engram.collector.server.otlp;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.common.grpc.protocol.StatusMessageEscaper;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.server.otlp.RequestException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP over gRPC for one signal: one message in, one message out
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). Messages may be plain or gzip.
 */
final class OtlpGrpcService extends AbstractHttpService {

    /** One byte that says whether the message is compressed, four of its length. */
    private static final int HEADER = 5;

    private static final Logger LOG = LoggerFactory.getLogger(OtlpGrpcService.class);
    private static final MediaType GRPC = MediaType.create("application", "grpc");

    private final Intake intake;
    private final Signal signal;
    private final Executor decoders;

    OtlpGrpcService(Intake intake, Signal signal, Executor decoders) {
        this.intake = intake;
        this.signal = signal;
        this.decoders = decoders;
    }

    @Override
    protected HttpResponse doPost(ServiceRequestContext ctx, HttpRequest request) {
        ctx.setMaxRequestLength(intake.maxBytes() + (long) HEADER);
        return HttpResponse.of(request.aggregate()
                .handleAsync((whole, failure) -> answer(request.headers(), whole, failure), decoders));
    }

    private HttpResponse answer(
            RequestHeaders headers, @Nullable AggregatedHttpRequest request, @Nullable Throwable failure) {
        MediaType type = headers.contentType();
        if (type == null
                || !type.type().equals("application")
                || !type.subtype().startsWith("grpc")) {
            intake.countRefused();
            return HttpResponse.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    MediaType.PLAIN_TEXT_UTF_8,
                    "This port speaks gRPC; OTLP over HTTP has a port of its own (4318 by default).\n");
        }
        try {
            if (request == null) {
                throw refusal(failure);
            }
            byte[] frame = request.content().array();
            boolean gzip = isCompressed(frame, headers);
            byte[] message = Arrays.copyOfRange(frame, HEADER, frame.length);
            return HttpResponse.of(intake.accept(signal, Encoding.PROTOBUF, message, gzip)
                    .handleAsync((answer, failed) -> answer == null ? refused(failed) : success(answer), decoders));
        } catch (RequestException | RuntimeException e) {
            return refused(e);
        }
    }

    private HttpResponse refused(@Nullable Throwable failure) {
        intake.countRefused();
        if (failure != null && Exceptions.peel(failure) instanceof RequestException e) {
            return status(e.reason().grpcStatus(), String.valueOf(e.getMessage()));
        }
        LOG.error("A request to {} failed inside the collector", signal.grpcPath(), failure);
        return status(Reason.INTERNAL.grpcStatus(), "The collector failed on this request.");
    }

    private RequestException refusal(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("no request") : Exceptions.peel(failure);
        return cause instanceof ContentTooLargeException
                ? new RequestException(Reason.TOO_LARGE, Gzip.tooLarge(intake.maxBytes()), cause)
                : new RequestException(Reason.MALFORMED, "The request ended too early.", cause);
    }

    private static boolean isCompressed(byte[] frame, RequestHeaders headers) throws RequestException {
        if (frame.length < HEADER || frame[0] < 0 || frame[0] > 1) {
            throw new RequestException(Reason.MALFORMED, "The body is no gRPC message.");
        }
        int length = ByteBuffer.wrap(frame).getInt(1);
        if (length != frame.length - HEADER) {
            throw new RequestException(
                    Reason.MALFORMED,
                    "The gRPC message should have " + Integer.toUnsignedString(length) + " bytes and has "
                            + (frame.length - HEADER) + ".");
        }
        String encoding = headers.get(GrpcHeaderNames.GRPC_ENCODING, "identity");
        if (frame[0] == 1 && !encoding.equals("gzip")) {
            throw new RequestException(
                    Reason.UNSUPPORTED, "The compression " + encoding + " is not understood; send gzip or none.");
        }
        return frame[0] == 1;
    }

    private static HttpResponse success(Message answer) {
        byte[] message = answer.toByteArray();
        byte[] frame = ByteBuffer.allocate(HEADER + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        return HttpResponse.of(
                headers().build(), HttpData.wrap(frame), HttpHeaders.of(GrpcHeaderNames.GRPC_STATUS, "0"));
    }

    /** An answer without a message. */
    static HttpResponse status(int code, String message) {
        return HttpResponse.of(headers()
                .endOfStream(true)
                .setInt(GrpcHeaderNames.GRPC_STATUS, code)
                .set(GrpcHeaderNames.GRPC_MESSAGE, StatusMessageEscaper.escape(message))
                .build());
    }

    private static com.linecorp.armeria.common.ResponseHeadersBuilder headers() {
        return ResponseHeaders.builder(HttpStatus.OK)
                .contentType(GRPC)
                .set(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, "identity,gzip");
    }
}
