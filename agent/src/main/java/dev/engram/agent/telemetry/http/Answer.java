package dev.engram.agent.telemetry.http;

import dev.engram.agent.telemetry.export.ExportFailure;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answered to a request of OTLP.
 *
 * @param failure why it refused the request, null when it accepted it
 * @param message the response of OTLP, as protobuf; empty when the endpoint refused the request
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares answers.
public record Answer(@Nullable ExportFailure failure, byte[] message) {

    static Answer accepted(byte[] message) {
        return new Answer(null, message);
    }

    static Answer refused(ExportFailure failure) {
        return new Answer(failure, new byte[0]);
    }
}
