package dev.engram.collector.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.engram.collector.json.Json;

/** Answers of the API, JSON as a rule. An error is {@code {"error": "one sentence"}}. */
final class Answers {

    private Answers() {}

    static HttpResponse ok(JsonNode body) {
        return json(HttpStatus.OK, body);
    }

    static HttpResponse error(HttpStatus status, String message) {
        return json(status, Json.mapper().createObjectNode().put("error", message));
    }

    /** Plain text, which a browser shows as it is. */
    static HttpResponse text(String text) {
        return answer(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, text);
    }

    private static HttpResponse json(HttpStatus status, JsonNode body) {
        return answer(status, MediaType.JSON_UTF_8, Json.write(body));
    }

    private static HttpResponse answer(HttpStatus status, MediaType type, String body) {
        ResponseHeaders headers = ResponseHeaders.builder(status)
                .contentType(type)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .build();
        return HttpResponse.of(headers, HttpData.ofUtf8(body));
    }
}
