package dev.engram.collector.server.otlp;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.server.otlp.RequestException.Reason;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** OTLP over HTTP for one signal: protobuf and JSON, plain and gzip; the answer is written as the request was. */
final class OtlpHttpService extends AbstractHttpService {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpHttpService.class);
    private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

    private final Intake intake;
    private final Signal signal;
    private final Executor decoders;

    OtlpHttpService(Intake intake, Signal signal, Executor decoders) {
        this.intake = intake;
        this.signal = signal;
        this.decoders = decoders;
    }

    @Override
    protected HttpResponse doPost(ServiceRequestContext ctx, HttpRequest request) {
        ctx.setMaxRequestLength(intake.maxBytes());
        return HttpResponse.of(request.aggregate()
                .handleAsync((whole, failure) -> answer(request.headers(), whole, failure), decoders));
    }

    private HttpResponse answer(
            RequestHeaders headers, @Nullable AggregatedHttpRequest request, @Nullable Throwable failure) {
        Encoding encoding = encoding(headers);
        try {
            if (encoding == null) {
                throw new RequestException(
                        Reason.UNSUPPORTED,
                        "The content type " + headers.get(HttpHeaderNames.CONTENT_TYPE, "(none)")
                                + " is not understood; send application/x-protobuf or application/json.");
            }
            boolean gzip = isGzip(headers);
            if (request == null) {
                throw refusal(failure);
            }
            return HttpResponse.of(intake.accept(
                            signal, encoding, request.content().array(), gzip)
                    .handleAsync(
                            (answer, failed) -> answer == null
                                    ? refused(encoding, failed)
                                    : response(encoding, HttpStatus.OK, body(encoding, answer), false),
                            decoders));
        } catch (RequestException | RuntimeException e) {
            return refused(encoding, e);
        }
    }

    private HttpResponse refused(@Nullable Encoding encoding, @Nullable Throwable failure) {
        if (failure != null && Exceptions.peel(failure) instanceof RequestException e) {
            return refuse(encoding, e);
        }
        LOG.error("A request to {} failed inside the collector", signal.httpPath(), failure);
        return refuse(
                encoding, new RequestException(Reason.INTERNAL, "The collector failed on this request.", failure));
    }

    private RequestException refusal(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("no request") : Exceptions.peel(failure);
        return cause instanceof ContentTooLargeException
                ? new RequestException(Reason.TOO_LARGE, Gzip.tooLarge(intake.maxBytes()), cause)
                : new RequestException(Reason.MALFORMED, "The request ended too early.", cause);
    }

    private HttpResponse refuse(@Nullable Encoding encoding, RequestException refusal) {
        intake.countRefused();
        RpcStatus status = new RpcStatus(refusal.reason().grpcStatus(), String.valueOf(refusal.getMessage()));
        Encoding written = encoding == null ? Encoding.JSON : encoding;
        byte[] body = written == Encoding.JSON ? status.toJson() : status.toProtobuf();
        return response(
                written,
                HttpStatus.valueOf(refusal.reason().httpStatus()),
                body,
                refusal.reason().isTemporary());
    }

    private static byte[] body(Encoding encoding, Message answer) {
        return encoding == Encoding.JSON ? OtlpJson.print(answer) : answer.toByteArray();
    }

    private static HttpResponse response(Encoding encoding, HttpStatus status, byte[] body, boolean retry) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(status).contentType(encoding == Encoding.JSON ? MediaType.JSON : PROTOBUF);
        if (retry) {
            headers.set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    private static @Nullable Encoding encoding(RequestHeaders headers) {
        MediaType type = headers.contentType();
        if (type == null) {
            return null;
        }
        return switch (type.type() + "/" + type.subtype()) {
            case "application/x-protobuf" -> Encoding.PROTOBUF;
            case "application/json" -> Encoding.JSON;
            default -> null;
        };
    }

    private static boolean isGzip(RequestHeaders headers) throws RequestException {
        String encoding =
                headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity").toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "gzip" -> true;
            case "identity", "" -> false;
            default ->
                throw new RequestException(
                        Reason.UNSUPPORTED,
                        "The content encoding " + encoding + " is not understood; send gzip or none.");
        };
    }
}
