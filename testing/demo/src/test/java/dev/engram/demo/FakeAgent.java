package dev.engram.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Stands for the agent: sends a trace of the agent-memory span format to where the agent would send them, as the application ends. */
public final class FakeAgent {

    private FakeAgent() {}

    public static void premain(String arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                send(FakeApplication.mode());
            } catch (IOException | InterruptedException e) {
                System.err.println("fake agent: " + e);
            }
        }));
    }

    private static void send(String mode) throws IOException, InterruptedException {
        if (mode.equals("no spans")) {
            return;
        }
        try (InputStream spans = FakeAgent.class.getResourceAsStream("workflow-spans.json")) {
            String body = new String(spans.readAllBytes(), StandardCharsets.UTF_8);
            if (mode.equals("other spans")) {
                body = body.replace("Test Plan Creation and Execution", "Something else");
            }
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") + "/v1/traces"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println("spans sent: " + response.statusCode());
        }
    }
}
