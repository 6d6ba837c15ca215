package dev.engram.collector.otlp;

import com.google.protobuf.Any;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * {@code google.rpc.RetryInfo} in the details of a gRPC status: the endpoint allows another attempt, after a while
 * (https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-throttling).
 */
public final class RetryInfo {

    private static final String TYPE = "google.rpc.RetryInfo";

    /** {@code google.rpc.Status.details}. */
    private static final int DETAILS = 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    /** {@code google.rpc.RetryInfo.retry_delay}. */
    private static final int RETRY_DELAY = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private RetryInfo() {}

    /**
     * Reads the header {@code grpc-status-details-bin}.
     *
     * @return how long to wait; null where there is no such permission
     */
    public static java.time.@Nullable Duration delay(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            CodedInputStream status =
                    CodedInputStream.newInstance(Base64.getDecoder().decode(header));
            for (int tag = status.readTag(); tag != 0; tag = status.readTag()) {
                if (tag == DETAILS) {
                    Any detail = Any.parseFrom(status.readByteArray());
                    if (detail.getTypeUrl().endsWith("/" + TYPE)) {
                        return delay(detail.getValue().newCodedInput());
                    }
                } else {
                    status.skipField(tag);
                }
            }
        } catch (IllegalArgumentException | IOException broken) {
            // Details that nobody can read permit nothing.
            return null;
        }
        return null;
    }

    private static java.time.Duration delay(CodedInputStream info) throws IOException {
        for (int tag = info.readTag(); tag != 0; tag = info.readTag()) {
            if (tag == RETRY_DELAY) {
                Duration delay = Duration.parseFrom(info.readByteArray());
                return java.time.Duration.ofSeconds(Math.max(0, delay.getSeconds()), Math.max(0, delay.getNanos()));
            }
            info.skipField(tag);
        }
        return java.time.Duration.ZERO;
    }
}
