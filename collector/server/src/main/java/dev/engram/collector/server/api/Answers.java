package dev.engram.collector.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.engram.collector.common.json.Json;

/** Answers of the API, JSON as a rule. An error is {@code {"error": "one sentence"}}. */
public final class Answers {

    private Answers() {}

    public static HttpResponse ok(JsonNode body) {
        return json(HttpStatus.OK, body);
    }

    public static HttpResponse error(HttpStatus status, String message) {
        return json(status, Json.mapper().createObjectNode().put("error", message));
    }

    /** Plain text, which a browser shows as it is. */
    static HttpResponse text(String text) {
        return answer(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, HttpData.ofUtf8(text));
    }

    /** A page of another program's format. */
    static HttpResponse page(MediaType type, String body) {
        return answer(HttpStatus.OK, type, HttpData.ofUtf8(body));
    }

    /** A body that was written before. */
    public static HttpResponse bytes(MediaType type, byte[] body) {
        return answer(HttpStatus.OK, type, HttpData.wrap(body));
    }

    private static HttpResponse json(HttpStatus status, JsonNode body) {
        return answer(status, MediaType.JSON_UTF_8, HttpData.ofUtf8(Json.write(body)));
    }

    private static HttpResponse answer(HttpStatus status, MediaType type, HttpData body) {
        ResponseHeaders headers = ResponseHeaders.builder(status)
                .contentType(type)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .build();
        return HttpResponse.of(headers, body);
    }
}
