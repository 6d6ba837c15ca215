package dev.engram.collector.server.forward;

import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.WriteTimeoutException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import dev.engram.collector.server.forward.ForwardOptions.Protocol;
import dev.engram.collector.server.otlp.Encoding;
import dev.engram.collector.server.otlp.OtlpTranslation;
import dev.engram.collector.server.otlp.Signal;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer, or none, says about the endpoint: whether to try again, and one clear half-sentence with what would be
 * right. Which statuses permit another attempt is said by OTLP's specification
 * (https://opentelemetry.io/docs/specs/otlp/#failures). Immutable.
 */
final class Diagnosis {

    /** Before each message of gRPC. */
    static final int GRPC_FRAME_HEADER = 5;

    private static final List<String> GRPC_STATUSES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private static final Set<Integer> HTTP_LATER = Set.of(429, 502, 503, 504);

    private static final String CREDENTIALS =
            "; are the credentials in --forward-header or ENGRAM_FORWARD_HEADERS right?";
    private static final String OVERLOADED = "; it is overloaded or not ready";
    private static final int DEPTH = 20; // chains of causes may be rings

    private final ForwardOptions options;

    Diagnosis(ForwardOptions options) {
        this.options = options;
    }

    /** Of a whole answer. */
    Attempt ofAnswer(Signal signal, AggregatedHttpResponse answer) {
        if (options.protocol() == Protocol.GRPC) {
            HttpHeaders trailers =
                    answer.trailers().contains(GrpcHeaderNames.GRPC_STATUS) ? answer.trailers() : answer.headers();
            String status = trailers.get(GrpcHeaderNames.GRPC_STATUS);
            if (status != null && status.matches("\\d{1,3}") && isGrpc(answer.contentType())) {
                return ofGrpcStatus(signal, Integer.parseInt(status), trailers, answer);
            }
        }
        return ofHttpStatus(signal, answer);
    }

    private Attempt ofGrpcStatus(Signal signal, int status, HttpHeaders trailers, AggregatedHttpResponse answer) {
        String name = status < GRPC_STATUSES.size() ? GRPC_STATUSES.get(status) : Integer.toString(status);
        String cause = "it answers with gRPC status " + name;
        return switch (name) {
            case "OK" -> {
                byte[] frame = answer.content().array();
                // Nothing was asked for that is compressed, so the message is plain.
                yield taken(
                        signal,
                        frame.length < GRPC_FRAME_HEADER
                                ? new byte[0]
                                : Arrays.copyOfRange(frame, GRPC_FRAME_HEADER, frame.length),
                        Encoding.PROTOBUF);
            }
            case "CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS" ->
                new Attempt.Failed(cause + OVERLOADED, true);
            case "RESOURCE_EXHAUSTED" ->
                allowsRetry(trailers.get(GrpcHeaderNames.GRPC_STATUS_DETAILS_BIN))
                        ? new Attempt.Failed(cause + OVERLOADED, true)
                        : new Attempt.Refused(cause + "; it is overloaded, or limits the size of a request");
            case "PERMISSION_DENIED", "UNAUTHENTICATED" -> new Attempt.Refused(cause + CREDENTIALS);
            case "UNIMPLEMENTED", "NOT_FOUND" ->
                new Attempt.Refused(cause + "; it takes no " + signal.text() + " over gRPC, is it an OTLP endpoint for"
                        + " them?" + onlyOther(signal));
            default -> new Attempt.Refused(cause + "; its own log may say why");
        };
    }

    /** Whether the details of a status hold a {@code google.rpc.RetryInfo}; when that is to be, the pauses say. */
    private static boolean allowsRetry(@Nullable String details) {
        try {
            return details != null
                    && new String(Base64.getDecoder().decode(details), StandardCharsets.ISO_8859_1)
                            .contains("google.rpc.RetryInfo");
        } catch (IllegalArgumentException broken) {
            return false; // details that nobody can read permit nothing
        }
    }

    private Attempt ofHttpStatus(Signal signal, AggregatedHttpResponse answer) {
        int status = answer.status().code();
        MediaType type = answer.contentType();
        String cause = "it answers with HTTP status " + status;
        if (HTTP_LATER.contains(status)) {
            return new Attempt.Failed(cause + OVERLOADED, true);
        }
        if (status == 401 || status == 403) {
            return new Attempt.Refused(cause + CREDENTIALS);
        }
        // The port is the wrong one for everything: nothing is lost at once, that may be mended.
        if (options.protocol() == Protocol.GRPC || isGrpc(type)) {
            return new Attempt.Failed(
                    cause + " where one of " + options.protocol().text() + " is due; " + rightPort(), true);
        }
        if (status >= 200 && status < 300) {
            // A page for people: user interfaces, such as Jaeger's, show it to whatever is sent.
            return type != null
                            && type.belongsTo(MediaType.ANY_TEXT_TYPE)
                            && type.subtype().equals("html")
                    ? new Attempt.Failed("it answers with a web page; " + rightPort(), true)
                    : taken(
                            signal,
                            answer.content().array(),
                            type != null && type.belongsTo(MediaType.JSON) ? Encoding.JSON : Encoding.PROTOBUF);
        }
        return new Attempt.Refused(cause
                + switch (status) {
                    case 404, 405 ->
                        "; it takes no " + signal.text() + " at " + options.path(signal)
                                + ", is that the path of an OTLP endpoint?" + onlyOther(signal);
                    case 413 -> "; it limits the size of a request, let senders send smaller ones";
                    case 415 -> "; does it speak OTLP over HTTP?";
                    default ->
                        status >= 300 && status < 400
                                ? "; it sends elsewhere, give --forward the final address"
                                : "; its own log may say why";
                });
    }

    private static Attempt taken(Signal signal, byte[] message, Encoding encoding) {
        OtlpTranslation.PartialSuccess partial = OtlpTranslation.partialSuccess(signal, message, encoding);
        return new Attempt.Taken(partial.items(), partial.message());
    }

    /** Of no answer at all. */
    Attempt.Failed ofFailure(@Nullable Throwable failure) {
        if (isCausedBy(failure, List.of(UnknownHostException.class))) {
            return known("the host " + options.host() + " is unknown; is the name right?");
        }
        if (isCausedBy(failure, List.of(ConnectTimeoutException.class, NoRouteToHostException.class))) {
            return known("the host " + options.host() + " does not answer; is it up, and is the way to it open?");
        }
        if (isCausedBy(failure, List.of(ConnectException.class))) {
            return known("the connection is refused; does it run, and listen on port " + options.port() + "?");
        }
        if (isCausedBy(failure, List.of(ResponseTimeoutException.class, WriteTimeoutException.class))) {
            return known("it does not answer within "
                    + options.limits().attempt().toSeconds() + " s; it is overloaded, or no OTLP endpoint");
        }
        if (isCausedBy(failure, List.of(NotSslRecordException.class))) {
            return known("it speaks no TLS at port " + options.port() + "; write http:// in place of https://");
        }
        if (isCausedBy(failure, List.of(CertPathBuilderException.class, CertificateException.class))) {
            return known("its certificate is not accepted; is it for " + options.host()
                    + ", and who vouches for it in the trust store of this Java (-Djavax.net.ssl.trustStore)?");
        }
        return new Attempt.Failed(
                "it gives no answer of OTLP over " + options.protocol().text() + "; " + rightPort(), false);
    }

    private static Attempt.Failed known(String problem) {
        return new Attempt.Failed(problem, true);
    }

    private String rightPort() {
        return "is " + options.port() + " the right port (as a rule 4317 for --forward-protocol grpc, 4318 for"
                + " http/protobuf), and http or https right?";
    }

    private static String onlyOther(Signal signal) {
        String other = signal == Signal.TRACES ? Signal.METRICS.text() : Signal.TRACES.text();
        return " If it takes " + other + " only, give --forward-signals " + other;
    }

    private static boolean isGrpc(@Nullable MediaType type) {
        return type != null && type.subtype().startsWith("grpc");
    }

    private static boolean isCausedBy(@Nullable Throwable failure, List<Class<? extends Throwable>> types) {
        Throwable cause = failure;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            Throwable each = cause;
            if (types.stream().anyMatch(type -> type.isInstance(each))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
