package dev.engram.collector.forward;

import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.WriteTimeoutException;
import dev.engram.collector.forward.ForwardOptions.Protocol;
import dev.engram.collector.otlp.Signal;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an answer, or none, says about the endpoint: whether to try again, and one clear half-sentence with what would be
 * right. Which statuses permit another attempt is said by OTLP's specification
 * (https://opentelemetry.io/docs/specs/otlp/#failures). Immutable.
 */
final class Diagnosis {

    private static final int CANCELLED = 1;
    private static final int UNKNOWN = 2;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int NOT_FOUND = 5;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int ABORTED = 10;
    private static final int OUT_OF_RANGE = 11;
    private static final int UNIMPLEMENTED = 12;
    private static final int UNAVAILABLE = 14;
    private static final int DATA_LOSS = 15;
    private static final int UNAUTHENTICATED = 16;

    private static final String CREDENTIALS =
            "; are the credentials in --forward-header or ENGRAM_FORWARD_HEADERS right?";
    private static final String OVERLOADED = "; it is overloaded or not ready";

    private final ForwardOptions options;

    Diagnosis(ForwardOptions options) {
        this.options = options;
    }

    Outcome ofHttpStatus(Signal signal, int status, boolean isGrpc, @Nullable Duration delay) {
        String cause = "it answers with HTTP status " + status;
        return switch (status) {
            case 429, 502, 503, 504 -> new Outcome.Later(cause + OVERLOADED, delay, true);
            case 401, 403 -> new Outcome.Refused(cause + CREDENTIALS);
            case 404, 405 ->
                new Outcome.Refused(cause + "; it takes no " + signal.text() + " at " + options.path()
                        + signal.httpPath() + ", is that the path of an OTLP endpoint?" + onlyOther(signal));
            case 413 -> new Outcome.Refused(cause + "; it limits the size of a request, let senders send smaller ones");
            case 415 ->
                new Outcome.Refused(isGrpc ? cause + "; " + speaksGrpc() : cause + "; does it speak OTLP over HTTP?");
            default ->
                new Outcome.Refused(
                        status >= 300 && status < 400
                                ? cause + "; it sends elsewhere, give --forward the final address"
                                : cause + "; its own log may say why");
        };
    }

    Outcome ofGrpcStatus(Signal signal, int status, @Nullable Duration delay) {
        String cause = "it answers with gRPC status " + name(status);
        return switch (status) {
            case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
                new Outcome.Later(cause + OVERLOADED, delay, true);
            case RESOURCE_EXHAUSTED ->
                delay == null
                        ? new Outcome.Refused(cause + "; it is overloaded, or limits the size of a request")
                        : new Outcome.Later(cause + OVERLOADED, delay, true);
            case PERMISSION_DENIED, UNAUTHENTICATED -> new Outcome.Refused(cause + CREDENTIALS);
            case UNIMPLEMENTED, NOT_FOUND ->
                new Outcome.Refused(cause + "; it takes no " + signal.text() + " over gRPC, is it an OTLP endpoint for"
                        + " them?" + onlyOther(signal));
            default -> new Outcome.Refused(cause + "; its own log may say why");
        };
    }

    /** An answer of HTTP where one of gRPC should be: by a proxy, or by a server that knows no gRPC. */
    Outcome ofNoGrpc(Signal signal, int status) {
        String cause = "it answers with HTTP status " + status;
        return switch (status) {
            case 429, 502, 503, 504 -> new Outcome.Later(cause + OVERLOADED, null, true);
            case 401, 403 -> new Outcome.Refused(cause + CREDENTIALS);
            // The port is the wrong one for everything: nothing is lost until that is mended.
            default -> new Outcome.Later(cause + " and not with gRPC; " + speaksHttp(), null, false);
        };
    }

    /** A page for people with a status of success: user interfaces, such as Jaeger's, show it to whatever is sent. */
    static Outcome ofPage() {
        // The port is the wrong one for everything: nothing is lost until that is mended.
        return later("it answers with a web page; give --forward the port of an OTLP endpoint (4318 as a rule)");
    }

    /** No answer at all. */
    Outcome ofFailure(@Nullable Throwable failure) {
        if (failure == null) {
            return new Outcome.Unclear("no answer");
        }
        if (Causes.find(UnknownHostException.class, failure) != null) {
            return later("the host " + options.host() + " is unknown; is the name right?");
        }
        if (Causes.find(ConnectTimeoutException.class, failure) != null
                || Causes.find(NoRouteToHostException.class, failure) != null) {
            return later("the host " + options.host() + " does not answer; is it up, and is the way to it open?");
        }
        if (Causes.find(ConnectException.class, failure) != null) {
            return later("the connection is refused; does it run, and listen on port " + options.port() + "?");
        }
        if (Causes.find(ResponseTimeoutException.class, failure) != null
                || Causes.find(WriteTimeoutException.class, failure) != null) {
            return new Outcome.Later(
                    "it does not answer within " + options.timeout().toSeconds()
                            + " s; it is overloaded, or no OTLP endpoint",
                    null,
                    true);
        }
        if (Causes.find(NotSslRecordException.class, failure) != null) {
            return later("it speaks no TLS at port " + options.port() + "; write http:// in place of https://");
        }
        if (Causes.find(CertPathBuilderException.class, failure) != null) {
            return later("its certificate is not trusted; give --forward-ca a PEM file with the certificate of who"
                    + " vouches for it");
        }
        CertificateException certificate = Causes.find(CertificateException.class, failure);
        if (certificate != null) {
            return later("its certificate is not accepted (" + certificate.getMessage() + ")");
        }
        SSLException tls = Causes.find(SSLException.class, failure);
        if (tls != null) {
            return new Outcome.Unclear("TLS fails (" + Causes.root(tls).getMessage() + ")");
        }
        return new Outcome.Unclear("it ends the connection without an answer");
    }

    /** What is clear after a look at the port. */
    Outcome.Later afterLook(String cause, PortLook.Speaks speaks) {
        boolean isGrpc = options.protocol() == Protocol.GRPC;
        return switch (speaks) {
            case TLS ->
                options.isTls()
                        ? later(cause + "; does it want a certificate of the collector (--forward-cert)?")
                        : later("it speaks TLS at port " + options.port() + "; write https:// in place of http://");
            case HTTP1 ->
                options.isTls()
                        ? later("it speaks no TLS at port " + options.port() + "; write http:// in place of https://")
                        : later(isGrpc ? speaksHttp() : cause);
            case HTTP2 ->
                options.isTls()
                        ? later("it speaks no TLS at port " + options.port() + "; write http:// in place of https://")
                        : later(isGrpc ? cause : speaksGrpc());
            case UNKNOWN ->
                later(cause + "; is it an OTLP endpoint that speaks "
                        + options.protocol().text() + "?");
        };
    }

    private static Outcome.Later later(String problem) {
        return new Outcome.Later(problem, null, false);
    }

    private String speaksHttp() {
        return "port " + options.port() + " speaks HTTP and no gRPC; give --forward-protocol http/protobuf, or the port"
                + " for gRPC (4317 as a rule)";
    }

    private String speaksGrpc() {
        return "port " + options.port() + " speaks gRPC; give --forward-protocol grpc, or the port for HTTP (4318 as a"
                + " rule)";
    }

    private static String onlyOther(Signal signal) {
        String other = signal == Signal.TRACES ? Signal.METRICS.text() : Signal.TRACES.text();
        return " If it takes " + other + " only, give --forward-signals " + other;
    }

    private static String name(int status) {
        return switch (status) {
            case CANCELLED -> "CANCELLED";
            case UNKNOWN -> "UNKNOWN";
            case 3 -> "INVALID_ARGUMENT";
            case DEADLINE_EXCEEDED -> "DEADLINE_EXCEEDED";
            case NOT_FOUND -> "NOT_FOUND";
            case 6 -> "ALREADY_EXISTS";
            case PERMISSION_DENIED -> "PERMISSION_DENIED";
            case RESOURCE_EXHAUSTED -> "RESOURCE_EXHAUSTED";
            case 9 -> "FAILED_PRECONDITION";
            case ABORTED -> "ABORTED";
            case OUT_OF_RANGE -> "OUT_OF_RANGE";
            case UNIMPLEMENTED -> "UNIMPLEMENTED";
            case 13 -> "INTERNAL";
            case UNAVAILABLE -> "UNAVAILABLE";
            case DATA_LOSS -> "DATA_LOSS";
            case UNAUTHENTICATED -> "UNAUTHENTICATED";
            default -> Integer.toString(status);
        };
    }
}
