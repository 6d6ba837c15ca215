import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;

/** Observations of Spring AI as spans: a conversation with memory. Usage: SpringAi SERVER, where SERVER is that of capture.py. */
class SpringAi {

    public static void main(String[] args) {
        SdkTracerProvider traces = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "spring-ai")))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(args[0] + "/spring-ai/v1/traces")
                                .build())
                        .build())
                .build();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(
                        new OtelTracer(traces.get("spring-ai"), new OtelCurrentTraceContext(), event -> {})));
        OllamaChatModel model = OllamaChatModel.builder()
                .ollamaApi(OllamaApi.builder().baseUrl(args[0]).build())
                .options(OllamaChatOptions.builder().model("small").temperature(0.5).build())
                .observationRegistry(observations)
                .build();
        ChatClient client = ChatClient.builder(model, observations, null, null)
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(
                                MessageWindowChatMemory.builder().build())
                        .build())
                .build();
        for (int turn = 0; turn < 3; turn++) {
            System.out.println(client.prompt()
                    .system("You remember facts.")
                    .user("Question " + turn + ": what do you know?")
                    .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "ada"))
                    .call()
                    .content());
        }
        traces.close();
    }
}
