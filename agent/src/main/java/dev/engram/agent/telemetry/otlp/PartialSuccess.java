package dev.engram.agent.telemetry.otlp;

import dev.engram.agent.telemetry.export.ExportFailure;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ExportTracePartialSuccess;
import dev.engram.agent.telemetry.protobuf.OtlpTags.ExportTraceServiceResponse;
import dev.engram.agent.telemetry.protobuf.ProtoReader;
import java.util.Optional;

/**
 * What an {@code ExportTraceServiceResponse} says although the request as a whole was taken: how many of its spans were
 * rejected, and why.
 */
final class PartialSuccess {

    private PartialSuccess() {}

    /** The failure that {@code response} tells; empty when all was taken, or when it is no such response. */
    static Optional<ExportFailure> failure(byte[] response) {
        Optional<ExportFailure> failure = Optional.empty();
        try {
            ProtoReader reader = new ProtoReader(response, 0, response.length);
            while (reader.next()) {
                if (reader.tag() == ExportTraceServiceResponse.PARTIAL_SUCCESS) {
                    failure = read(reader.message());
                } else {
                    reader.skip();
                }
            }
            return failure;
        } catch (IllegalArgumentException another) {
            // Some endpoints answer with a text of their own, and the status says that all is well.
            return Optional.empty();
        }
    }

    private static Optional<ExportFailure> read(ProtoReader reader) {
        long rejected = 0;
        String message = "";
        while (reader.next()) {
            switch (reader.tag()) {
                case ExportTracePartialSuccess.REJECTED_SPANS -> rejected = reader.varint();
                case ExportTracePartialSuccess.ERROR_MESSAGE -> message = reader.string();
                default -> reader.skip();
            }
        }
        return rejected > 0 ? Optional.of(ExportFailure.rejected(rejected, message)) : Optional.empty();
    }
}
