package dev.engram.agent.telemetry;

import io.opentelemetry.sdk.common.export.HttpResponse;

/** What an endpoint answered, as the SDK's exporters want it. Immutable, but for the array that it hands on. */
final class Answer implements HttpResponse {

    private final int status;
    private final byte[] body;

    Answer(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    public String getStatusMessage() {
        return "";
    }

    @Override
    public byte[] getResponseBody() {
        return body;
    }
}
