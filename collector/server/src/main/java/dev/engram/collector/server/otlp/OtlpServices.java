package dev.engram.collector.server.otlp;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.Executor;

/** Puts the OTLP services on servers. */
public final class OtlpServices {

    private static final int UNIMPLEMENTED = 12;

    private OtlpServices() {}

    /**
     * Adds OTLP over HTTP.
     *
     * @param decoders where requests are decompressed and decoded; its threads bound the memory this takes at once
     */
    public static void http(ServerBuilder server, Intake intake, Executor decoders) {
        server.errorHandler(new OtlpErrors(intake));
        // A body whose head already says that it is larger is refused by the server itself, before a service sees it.
        server.maxRequestLength(intake.maxBytes());
        for (Signal signal : Signal.values()) {
            server.service(signal.httpPath(), new OtlpHttpService(intake, signal, decoders));
        }
    }

    /**
     * Adds OTLP over gRPC.
     *
     * @param decoders as in {@link #http}
     */
    public static void grpc(ServerBuilder server, Intake intake, Executor decoders) {
        server.errorHandler(new OtlpErrors(intake));
        server.maxRequestLength(intake.maxBytes() + (long) GrpcFrames.HEADER);
        for (Signal signal : Signal.values()) {
            server.service(signal.grpcPath(), new OtlpGrpcService(intake, signal, decoders));
        }
        server.serviceUnder("/", OtlpServices::unimplemented);
    }

    private static HttpResponse unimplemented(ServiceRequestContext ctx, HttpRequest request) {
        MediaType type = request.contentType();
        boolean grpc = type != null && type.subtype().startsWith("grpc");
        return grpc
                ? GrpcFrames.status(UNIMPLEMENTED, "The collector takes traces and metrics only.")
                : HttpResponse.of(404);
    }
}
