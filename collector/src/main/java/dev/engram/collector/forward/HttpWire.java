package dev.engram.collector.forward;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.OtlpTranslation;
import dev.engram.collector.otlp.Signal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP: the body as it was received, protobuf or JSON. */
final class HttpWire implements Wire {

    private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

    private final WebClient client;
    private final String path;
    private final boolean compressed;
    private final Diagnosis diagnosis;

    HttpWire(WebClient client, ForwardOptions options) {
        this.client = client;
        this.path = options.path();
        this.compressed = options.isCompressed();
        this.diagnosis = new Diagnosis(options);
    }

    @Override
    public CompletableFuture<Outcome> send(Signal signal, Encoding encoding, byte[] body) {
        RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, path + signal.httpPath())
                .contentType(encoding == Encoding.JSON ? MediaType.JSON : PROTOBUF);
        byte[] content = body;
        if (compressed) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
            content = Deflated.gzip(body);
        }
        return client.execute(HttpRequest.of(headers.build(), HttpData.wrap(content)))
                .aggregate()
                .handle((answer, failure) -> answer == null ? diagnosis.ofFailure(failure) : outcome(signal, answer));
    }

    private Outcome outcome(Signal signal, AggregatedHttpResponse answer) {
        int status = answer.status().code();
        MediaType type = answer.contentType();
        if (status >= 200 && status < 300) {
            if (type != null
                    && type.is(MediaType.ANY_TEXT_TYPE)
                    && type.subtype().equals("html")) {
                return Diagnosis.ofPage();
            }
            OtlpTranslation.PartialSuccess partial = OtlpTranslation.partialSuccess(
                    signal,
                    answer.content().array(),
                    type != null && type.belongsTo(MediaType.JSON) ? Encoding.JSON : Encoding.PROTOBUF);
            return new Outcome.Taken(partial.items(), partial.message());
        }
        return diagnosis.ofHttpStatus(
                signal,
                status,
                type != null && type.subtype().startsWith("grpc"),
                retryAfter(answer.headers().get(HttpHeaderNames.RETRY_AFTER)));
    }

    /** The seconds of the header; null where it is missing, or a date, which few send. */
    private static @Nullable Duration retryAfter(@Nullable String header) {
        return header != null && header.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }
}
