package dev.engram.collector.server.otlp;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.common.grpc.protocol.StatusMessageEscaper;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.engram.collector.server.otlp.RequestException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests that no service gets to see: too large, to no known path, with a wrong method. An OTLP/HTTP
 * sender gets a {@code google.rpc.Status} in its own encoding, a gRPC one a gRPC status, anyone else plain text.
 */
final class OtlpErrors implements ServerErrorHandler {

    private static final int UNKNOWN = 2;
    private static final int NOT_FOUND = 5;

    private final Intake intake;

    OtlpErrors(Intake intake) {
        this.intake = intake;
    }

    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        return null;
    }

    @Override
    public @Nullable AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext ctx,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        MediaType type = headers == null ? null : headers.contentType();
        if (type == null) {
            return null;
        }
        intake.countRefused();
        RpcStatus answer = answer(status);
        return switch (type.type() + "/" + type.subtype()) {
            case "application/json" ->
                AggregatedHttpResponse.of(status, MediaType.JSON, HttpData.wrap(answer.toJson()));
            case "application/x-protobuf" ->
                AggregatedHttpResponse.of(status, type.withoutParameters(), HttpData.wrap(answer.toProtobuf()));
            case "application/grpc", "application/grpc+proto" ->
                AggregatedHttpResponse.of(ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(type)
                        .setInt(GrpcHeaderNames.GRPC_STATUS, answer.code())
                        .set(GrpcHeaderNames.GRPC_MESSAGE, StatusMessageEscaper.escape(answer.message()))
                        .build());
            default -> null;
        };
    }

    private RpcStatus answer(HttpStatus status) {
        if (status.equals(HttpStatus.REQUEST_ENTITY_TOO_LARGE)) {
            return new RpcStatus(Reason.TOO_LARGE.grpcStatus(), Gzip.tooLarge(intake.maxBytes()));
        }
        if (status.equals(HttpStatus.NOT_FOUND)) {
            return new RpcStatus(
                    NOT_FOUND, "The collector takes traces at /v1/traces and metrics at /v1/metrics only.");
        }
        return new RpcStatus(UNKNOWN, status.reasonPhrase() + ".");
    }
}
