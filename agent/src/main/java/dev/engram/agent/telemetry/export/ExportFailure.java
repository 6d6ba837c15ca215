package dev.engram.agent.telemetry.export;

import dev.engram.agent.telemetry.privacy.Redactor;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why an export failed.
 *
 * @param cause what happened, without a full stop
 * @param remedy what the user can do about it, as a sentence
 * @param rejected how many spans or data points the endpoint did not accept, {@link #ALL} for all
 */
public record ExportFailure(String cause, String remedy, long rejected) {

    /** None was accepted. */
    static final long ALL = Long.MAX_VALUE;

    private static final String COLLECTOR_LOG = "Look into the collector's log.";
    private static final String CREDENTIALS = "Check the credentials in OTEL_EXPORTER_OTLP_HEADERS.";
    private static final String OVERLOAD = "Give the collector more capacity, or sample by OTEL_TRACES_SAMPLER.";
    private static final String GRPC_PORT =
            "Check that OTEL_EXPORTER_OTLP_ENDPOINT names the port for OTLP over gRPC, mostly 4317.";
    private static final String HTTP_PORT =
            "Check that OTEL_EXPORTER_OTLP_ENDPOINT names the port for OTLP over HTTP, mostly 4318.";

    private ExportFailure(String cause, String remedy) {
        this(cause, remedy, ALL);
    }

    /** The endpoint accepted the request without some of its spans or data points. */
    public static ExportFailure rejected(long count, String message) {
        return new ExportFailure(
                "it rejects them" + (message.isEmpty() ? "" : ": " + Redactor.clean(message, 200)),
                COLLECTOR_LOG,
                count);
    }

    /** The queue was full: exports succeed, but too slowly, or no answer has come. */
    static ExportFailure tooSlow() {
        return new ExportFailure("it accepts spans more slowly than they come", OVERLOAD);
    }

    /** No exporter could be built; why is in the log. */
    public static ExportFailure noExporter() {
        return new ExportFailure("no exporter is usable", "Engram's first lines say why.");
    }

    /** An answer over HTTP with a status that is no success. */
    public static ExportFailure ofHttp(int status) {
        return new ExportFailure(
                "it answers HTTP status " + status,
                switch (status) {
                    case 401, 403 -> CREDENTIALS;
                    case 404, 405 ->
                        "Check the path in OTEL_EXPORTER_OTLP_ENDPOINT: Engram appends /v1/traces and /v1/metrics.";
                    case 413 -> "Raise the collector's limit for the size of a request.";
                    case 415 -> "Use an endpoint that accepts http/protobuf, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.";
                    case 429, 502, 503, 504 -> OVERLOAD;
                    default -> COLLECTOR_LOG;
                });
    }

    /** An answer over gRPC with a status that is not OK. */
    public static ExportFailure ofGrpc(GrpcStatusCode status) {
        return new ExportFailure(
                "it answers gRPC status " + status,
                switch (status) {
                    case UNAUTHENTICATED, PERMISSION_DENIED -> CREDENTIALS;
                    case UNIMPLEMENTED, UNKNOWN -> GRPC_PORT;
                    // Also what the SDK makes of an answer that is not gRPC.
                    case INTERNAL -> COLLECTOR_LOG + " " + GRPC_PORT;
                    case UNAVAILABLE, RESOURCE_EXHAUSTED -> OVERLOAD;
                    default -> COLLECTOR_LOG;
                });
    }

    /** No answer, or no export at all. */
    public static ExportFailure of(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            ExportFailure known = known(each);
            if (known != null) {
                return known;
            }
        }
        String message = thrown.getMessage();
        return new ExportFailure(
                message == null ? thrown.getClass().getSimpleName() : Redactor.clean(message, 200),
                "Check that OTEL_EXPORTER_OTLP_ENDPOINT names a collector.");
    }

    private static @Nullable ExportFailure known(Throwable thrown) {
        String type = thrown.getClass().getSimpleName();
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof ConnectException) {
            return new ExportFailure("connection refused", "Start a collector there.");
        }
        if (thrown instanceof UnknownHostException) {
            return new ExportFailure("unknown host", "Check the host's name in OTEL_EXPORTER_OTLP_ENDPOINT.");
        }
        if (thrown instanceof OtherProtocolException other) {
            return other.isTls()
                    ? new ExportFailure(
                            "the port speaks TLS", "Begin the URL in OTEL_EXPORTER_OTLP_ENDPOINT with https://.")
                    : new ExportFailure(
                            "the port speaks gRPC", "Set OTEL_EXPORTER_OTLP_PROTOCOL=grpc. Or: " + HTTP_PORT);
        }
        if (thrown instanceof PageException) {
            return new ExportFailure("it answers with a web page", HTTP_PORT);
        }
        if (thrown instanceof SSLException) {
            return ofTls(thrown);
        }
        // OkHttp's words where the connection broke before the request was written.
        if (message.equals("closed") || type.equals("ConnectionShutdownException")) {
            return new ExportFailure("it closes the connection", GRPC_PORT);
        }
        // Where OkHttp waits for a frame of HTTP/2, the first three letters of HTTP are its size.
        if (message.contains("FRAME_SIZE_ERROR: 4740180")) {
            return new ExportFailure(
                    "the port speaks HTTP and not gRPC",
                    "Set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf. Or: " + GRPC_PORT);
        }
        // The classes of java.net.http by name: the module may be missing.
        if (thrown instanceof InterruptedIOException || type.endsWith("TimeoutException")) {
            return new ExportFailure(
                    "no answer in time", "Check that a collector listens there, or raise OTEL_EXPORTER_OTLP_TIMEOUT.");
        }
        return null;
    }

    private static ExportFailure ofTls(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof CertPathBuilderException) {
                return new ExportFailure(
                        "its certificate is not trusted",
                        "Set OTEL_EXPORTER_OTLP_CERTIFICATE to a PEM file of the authority that signed it.");
            }
            if (String.valueOf(each.getMessage()).contains("nrecognized SSL message")) {
                return new ExportFailure(
                        "the port does not speak TLS", "Begin the URL in OTEL_EXPORTER_OTLP_ENDPOINT with http://.");
            }
        }
        return new ExportFailure(
                "TLS failed: " + Redactor.clean(String.valueOf(thrown.getMessage()), 200),
                "Set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE if the endpoint asks for a certificate; check that its own"
                        + " certificate is for this host.");
    }

    /**
     * How many of the {@code size} spans of the batch were not accepted.
     *
     * @return from 0 to {@code size}
     */
    public int lost(int size) {
        return (int) Math.min(rejected, size);
    }
}
