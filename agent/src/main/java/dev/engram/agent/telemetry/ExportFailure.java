package dev.engram.agent.telemetry;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why an export failed, in the few words that help: what happened, and what to look at. Immutable. */
final class ExportFailure {

    private static final String GRPC_PORT = "is this the port of an OTLP endpoint for gRPC, 4317 as a rule?";

    private final String cause;
    private final String question;
    private final long rejected;

    private ExportFailure(String cause, String question) {
        this(cause, question, Long.MAX_VALUE);
    }

    private ExportFailure(String cause, String question, long rejected) {
        this.cause = cause;
        this.question = question;
        this.rejected = rejected;
    }

    /** A request was taken but for some of its spans. */
    static ExportFailure rejected(long spans, String message) {
        return new ExportFailure(
                "rejected" + (message.isEmpty() ? "" : ": " + Redactor.clean(message, 200)),
                "what does the collector's log say?",
                spans);
    }

    /** The outbox was full: exports succeed, but too slowly, or are being tried again. */
    static ExportFailure tooSlow() {
        return new ExportFailure("it takes spans more slowly than they come", "is the collector overloaded?");
    }

    /** Reads what the SDK's exporter left in its result; null when it left nothing. */
    static ExportFailure of(@Nullable Throwable thrown) {
        if (thrown instanceof FailedExportException) {
            HttpResponse http =
                    thrown instanceof HttpExportException ? ((HttpExportException) thrown).getResponse() : null;
            if (http != null) {
                return ofHttp(http.getStatusCode());
            }
            GrpcResponse grpc =
                    thrown instanceof GrpcExportException ? ((GrpcExportException) thrown).getResponse() : null;
            if (grpc != null) {
                return ofGrpc(grpc.getStatusCode());
            }
        }
        return ofException(thrown instanceof FailedExportException ? thrown.getCause() : thrown);
    }

    static ExportFailure ofHttp(int status) {
        String cause = "HTTP status " + status;
        switch (status) {
            case 401:
            case 403:
                return new ExportFailure(cause, "does OTEL_EXPORTER_OTLP_HEADERS hold the right credentials?");
            case 404:
            case 405:
                return new ExportFailure(cause, "is this the path of an OTLP endpoint?");
            case 413:
                return new ExportFailure(cause, "does the collector limit the size of a request?");
            case 415:
                return new ExportFailure(cause, "does it speak http/protobuf?");
            case 429:
            case 502:
            case 503:
            case 504:
                return new ExportFailure(cause, "is the collector overloaded?");
            default:
                return new ExportFailure(cause, "what does the collector's log say?");
        }
    }

    static ExportFailure ofGrpc(GrpcStatusCode status) {
        String cause = "gRPC status " + status;
        switch (status) {
            case UNAUTHENTICATED:
            case PERMISSION_DENIED:
                return new ExportFailure(cause, "does OTEL_EXPORTER_OTLP_HEADERS hold the right credentials?");
            case UNIMPLEMENTED:
            case UNKNOWN:
                return new ExportFailure(cause, GRPC_PORT);
            case INTERNAL:
                // Also what the SDK makes of an answer that is none of gRPC.
                return new ExportFailure(cause, "what does the collector's log say? " + GRPC_PORT);
            case UNAVAILABLE:
            case RESOURCE_EXHAUSTED:
                return new ExportFailure(cause, "is the collector overloaded?");
            default:
                return new ExportFailure(cause, "what does the collector's log say?");
        }
    }

    private static ExportFailure ofException(@Nullable Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof ConnectException) {
                return new ExportFailure("connection refused", "is a collector running there?");
            }
            if (each instanceof UnknownHostException) {
                return new ExportFailure("unknown host", "is the name right?");
            }
            if (each instanceof OtherProtocolException) {
                return ofOtherProtocol((OtherProtocolException) each);
            }
            if (each instanceof PageException) {
                return new ExportFailure(
                        "it answers with a web page", "is this the port of an OTLP endpoint, 4318 as a rule?");
            }
            if (each instanceof SSLException) {
                return ofTls((SSLException) each);
            }
            if ("closed".equals(each.getMessage())
                    || each.getClass().getSimpleName().equals("ConnectionShutdownException")) {
                // OkHttp's words where the connection broke before the request was written.
                return new ExportFailure("the connection was closed", GRPC_PORT);
            }
            if (isHttpInPlaceOfHttp2(each)) {
                return new ExportFailure(
                        "the port speaks HTTP and no gRPC",
                        "is OTEL_EXPORTER_OTLP_PROTOCOL to be http/protobuf, or the port that for gRPC, 4317 as a rule?");
            }
            // java.net.http's own classes, by name: the module may be missing.
            if (each instanceof InterruptedIOException
                    || each.getClass().getSimpleName().endsWith("TimeoutException")) {
                return new ExportFailure("no answer in time", "is it a collector?");
            }
        }
        if (thrown == null) {
            return new ExportFailure("the exporter gives no reason", "what does the collector's log say?");
        }
        String message = thrown.getMessage();
        return new ExportFailure(
                message == null ? thrown.getClass().getSimpleName() : Redactor.clean(message, 200),
                "is it a collector?");
    }

    private static ExportFailure ofOtherProtocol(OtherProtocolException thrown) {
        return thrown.isTls()
                ? new ExportFailure("the port speaks TLS", "is OTEL_EXPORTER_OTLP_ENDPOINT to begin with https://?")
                : new ExportFailure(
                        "the port speaks gRPC",
                        "is OTEL_EXPORTER_OTLP_PROTOCOL to be grpc, or the port that for HTTP, 4318 as a rule?");
    }

    private static ExportFailure ofTls(SSLException thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof CertPathBuilderException) {
                return new ExportFailure(
                        "its certificate is not trusted",
                        "does OTEL_EXPORTER_OTLP_CERTIFICATE name a PEM file with that of who vouches for it?");
            }
            if (String.valueOf(each.getMessage()).contains("nrecognized SSL message")) {
                return new ExportFailure(
                        "the port speaks no TLS", "is OTEL_EXPORTER_OTLP_ENDPOINT to begin with http://?");
            }
        }
        return new ExportFailure(
                "TLS failed: " + Redactor.clean(String.valueOf(thrown.getMessage()), 200),
                "does it ask for a certificate (OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE), or is its own for another name?");
    }

    /** Where OkHttp waits for a frame of HTTP/2, the first three letters of HTTP are its size. */
    private static boolean isHttpInPlaceOfHttp2(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).contains("FRAME_SIZE_ERROR: 4740180");
    }

    /** How many of the {@code size} spans of the batch were not taken. */
    int lost(int size) {
        return (int) Math.min(rejected, size);
    }

    /** What happened, for brackets. */
    String cause() {
        return cause;
    }

    /** What to look at. */
    String question() {
        return question;
    }
}
