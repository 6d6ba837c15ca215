package dev.engram.collector.server.otlp;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.server.otlp.RequestException.Reason;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP over gRPC for one signal: one message in, one message out
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). Messages may be plain or gzip.
 */
final class OtlpGrpcService extends AbstractHttpService {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpGrpcService.class);

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
        ctx.setMaxRequestLength(intake.maxBytes() + (long) GrpcFrames.HEADER);
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
            boolean gzip = GrpcFrames.isCompressed(frame, headers);
            return HttpResponse.of(intake.accept(signal, Encoding.PROTOBUF, GrpcFrames.content(frame), gzip)
                    .handleAsync(
                            (answer, failed) -> answer == null ? refused(failed) : GrpcFrames.answer(answer),
                            decoders));
        } catch (RequestException | RuntimeException e) {
            return refused(e);
        }
    }

    private HttpResponse refused(@Nullable Throwable failure) {
        intake.countRefused();
        if (failure != null && Exceptions.peel(failure) instanceof RequestException e) {
            return GrpcFrames.status(e.reason().grpcStatus(), String.valueOf(e.getMessage()));
        }
        LOG.error("A request to {} failed inside the collector", signal.grpcPath(), failure);
        return GrpcFrames.status(Reason.INTERNAL.grpcStatus(), "The collector failed on this request.");
    }

    private RequestException refusal(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("no request") : Exceptions.peel(failure);
        return cause instanceof ContentTooLargeException
                ? new RequestException(Reason.TOO_LARGE, Gzip.tooLarge(intake.maxBytes()), cause)
                : new RequestException(Reason.MALFORMED, "The request ended too early.", cause);
    }
}
