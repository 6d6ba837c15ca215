package dev.engram.collector.server.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.engram.collector.common.json.Json;
import dev.engram.collector.server.otlp.RequestException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * OTLP/JSON, which is protobuf's JSON but for one thing: the ids are hex digits, not base64
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 */
final class OtlpJson {

    private static final List<String> IDS = List.of("traceId", "spanId", "parentSpanId");
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private OtlpJson() {}

    /**
     * @throws RequestException where the body is no JSON of this message; an id of other than hex digits becomes an
     *     empty one
     */
    static Message parse(byte[] body, Message message) throws RequestException {
        try {
            JsonNode tree = Json.mapper().readTree(body);
            if (!tree.isObject()) {
                throw new RequestException(Reason.MALFORMED, "The body is no JSON object.");
            }
            toBase64(tree);
            Message.Builder builder = message.newBuilderForType();
            PARSER.merge(Json.write(tree), builder);
            return builder.build();
        } catch (JsonProcessingException e) {
            throw new RequestException(Reason.MALFORMED, "The body is no JSON: " + e.getOriginalMessage() + ".", e);
        } catch (InvalidProtocolBufferException e) {
            throw new RequestException(
                    Reason.MALFORMED, "The body is no OTLP/JSON request: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new RequestException(Reason.MALFORMED, "The body cannot be read: " + e.getMessage() + ".", e);
        }
    }

    static byte[] print(Message message) {
        try {
            return PRINTER.print(message).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an answer of OTLP has no JSON form", e);
        }
    }

    private static void toBase64(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String id : IDS) {
                if (object.path(id).isTextual()) {
                    object.put(id, base64(object.path(id).asText()));
                }
            }
        }
        for (JsonNode child : node) {
            toBase64(child);
        }
    }

    private static String base64(String hex) {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
