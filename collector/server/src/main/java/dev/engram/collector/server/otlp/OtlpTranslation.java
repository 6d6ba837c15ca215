package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.jspecify.annotations.Nullable;

/** OTLP's messages for who sends them on. */
public final class OtlpTranslation {

    private OtlpTranslation() {}

    /**
     * A request in JSON as protobuf. Fields that this version of OTLP does not know have no number and are lost.
     *
     * @return null where it is no such request
     */
    public static byte @Nullable [] toProtobuf(Signal signal, byte[] json) {
        try {
            return OtlpJson.parse(json, signal.request()).toByteArray();
        } catch (RequestException e) {
            return null;
        }
    }

    /**
     * What an endpoint rejected of a request that it took.
     *
     * @param items spans or metric points; 0 where all was taken
     * @param message the endpoint's own words; may be empty
     */
    public record PartialSuccess(long items, String message) {}

    /** Reads the answer to a request; one that is none of OTLP's has rejected nothing: its status said that all is well. */
    public static PartialSuccess partialSuccess(Signal signal, byte[] answer, Encoding encoding) {
        try {
            if (signal == Signal.TRACES) {
                var read = (encoding == Encoding.JSON
                                ? (ExportTraceServiceResponse)
                                        OtlpJson.parse(answer, ExportTraceServiceResponse.getDefaultInstance())
                                : ExportTraceServiceResponse.parseFrom(answer))
                        .getPartialSuccess();
                return new PartialSuccess(read.getRejectedSpans(), read.getErrorMessage());
            }
            var read = (encoding == Encoding.JSON
                            ? (ExportMetricsServiceResponse)
                                    OtlpJson.parse(answer, ExportMetricsServiceResponse.getDefaultInstance())
                            : ExportMetricsServiceResponse.parseFrom(answer))
                    .getPartialSuccess();
            return new PartialSuccess(read.getRejectedDataPoints(), read.getErrorMessage());
        } catch (InvalidProtocolBufferException | RequestException e) {
            return new PartialSuccess(0, "");
        }
    }
}
