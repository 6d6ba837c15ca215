package dev.engram.collector.server.otlp;

import com.google.protobuf.CodedOutputStream;
import dev.engram.collector.common.render.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code google.rpc.Status}, the body of an OTLP/HTTP error (https://opentelemetry.io/docs/specs/otlp/#failures).
 *
 * @param code a code of {@code google.rpc.Code}
 */
record RpcStatus(int code, String message) {

    byte[] toProtobuf() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeInt32(1, code);
            out.writeString(2, message);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    byte[] toJson() {
        return Json.write(Json.mapper().createObjectNode().put("code", code).put("message", message))
                .getBytes(StandardCharsets.UTF_8);
    }
}
