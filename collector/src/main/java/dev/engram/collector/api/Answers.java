package dev.engram.collector.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.engram.collector.json.Json;

/** JSON answers of the API. An error is {@code {"error": "one sentence"}}. */
final class Answers {

    private Answers() {}

    static HttpResponse ok(JsonNode body) {
        return json(HttpStatus.OK, body);
    }

    static HttpResponse error(HttpStatus status, String message) {
        return json(status, Json.mapper().createObjectNode().put("error", message));
    }

    private static HttpResponse json(HttpStatus status, JsonNode body) {
        ResponseHeaders headers = ResponseHeaders.builder(status)
                .contentType(MediaType.JSON_UTF_8)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .build();
        return HttpResponse.of(headers, HttpData.ofUtf8(Json.write(body)));
    }
}
