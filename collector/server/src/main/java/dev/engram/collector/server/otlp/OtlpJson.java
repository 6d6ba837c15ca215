package dev.engram.collector.server.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.otlp.RequestException.Reason;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * OTLP/JSON, which is protobuf's JSON but for one thing: the ids are hex digits, not base64
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 */
final class OtlpJson {

    private static final List<String> IDS = List.of("traceId", "spanId", "parentSpanId");
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();
    private static final JsonFormat.Printer LINES = PRINTER.printingEnumsAsInts();

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
            eachId(tree, OtlpJson::base64);
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

    /** Spans as one line: kinds and codes as numbers, ids as hex digits. */
    static String line(TracesData data) {
        try {
            JsonNode tree = Json.read(LINES.print(data));
            eachId(tree, OtlpJson::hex);
            return Json.write(tree) + "\n";
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException("spans of OTLP have no JSON form", e);
        }
    }

    private static void eachId(JsonNode node, UnaryOperator<String> change) {
        if (node instanceof ObjectNode object) {
            for (String id : IDS) {
                if (object.path(id).isTextual()) {
                    object.put(id, change.apply(object.path(id).asText()));
                }
            }
        }
        for (JsonNode child : node) {
            eachId(child, change);
        }
    }

    private static String hex(String base64) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }

    private static String base64(String hex) {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
