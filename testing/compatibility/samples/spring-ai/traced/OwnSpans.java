import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.tool.annotation.Tool;
import reactor.core.publisher.Flux;

/** Guests talk to a chat client whose observations are spans of the application's own OpenTelemetry. */
class OwnSpans {

    private static final NoteMemoryStore NOTES = new NoteMemoryStore();

    /** What a tool remembers. */
    public static final class NoteMemoryStore {
        private final Map<String, String> notes = new ConcurrentHashMap<>();

        public void store(String key, String note) {
            notes.put(key, note);
        }
    }

    static class Clock {
        @Tool(description = "The time")
        String time() {
            NOTES.store("in-tool", "noon");
            return "noon";
        }
    }

    /** What a model says to have a tool called. */
    static class Calling extends AssistantMessage {
        Calling(String tool) {
            super("", Map.of(), List.of(new ToolCall("call-1", "function", tool, "{}")), List.of());
        }
    }

    /** A model that first has the tool called, by itself, then answers; observed as Spring AI's own models observe. */
    static class Model implements ChatModel {
        private final ObservationRegistry registry;
        private final ToolCallingManager tools;

        Model(ObservationRegistry registry) {
            this.registry = registry;
            this.tools =
                    ToolCallingManager.builder().observationRegistry(registry).build();
        }

        @Override
        public ChatOptions getDefaultOptions() {
            return ToolCallingChatOptions.builder().model("small-1").build();
        }

        // Since 2.0.
        public ChatOptions getOptions() {
            return getDefaultOptions();
        }

        private Observation observation(Prompt prompt) {
            return ChatModelObservationDocumentation.CHAT_MODEL_OPERATION.observation(
                    null,
                    new DefaultChatModelObservationConvention(),
                    () -> ChatModelObservationContext.builder()
                            .prompt(prompt)
                            .provider("test")
                            .build(),
                    registry);
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            ChatResponse asking = observation(prompt).observe(() -> {
                NOTES.store("in-model", "asked");
                return response(new Calling("time"));
            });
            List<Message> history = tools.executeToolCalls(prompt, asking).conversationHistory();
            ToolResponseMessage result = (ToolResponseMessage) history.get(history.size() - 1);
            return response(
                    new AssistantMessage("It is " + result.getResponses().get(0).responseData()));
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.deferContextual(context -> {
                Observation observation = observation(prompt)
                        .parentObservation(context.getOrDefault("micrometer.observation", null))
                        .start();
                return Flux.just("It ", "is ", "noon")
                        .map(word -> response(new AssistantMessage(word)))
                        .doFinally(signal -> observation.stop());
            });
        }

        private static ChatResponse response(AssistantMessage message) {
            return new ChatResponse(List.of(new Generation(message)));
        }
    }

    private static ChatClient client(ObservationRegistry registry) {
        return ChatClient.builder(new Model(registry), registry, null, null)
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(
                                MessageWindowChatMemory.builder().build())
                        .build())
                .defaultTools(new Clock())
                .build();
    }

    public static void main(String[] args) {
        ObservationRegistry traced = ObservationRegistry.create();
        OtelCurrentTraceContext current = new OtelCurrentTraceContext();
        traced.observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(
                        new OtelTracer(GlobalOpenTelemetry.getTracer("app"), current, event -> {})));
        // That of bob is observed by nobody.
        for (Map.Entry<String, ChatClient> each :
                List.of(Map.entry("alice", client(traced)), Map.entry("bob", client(ObservationRegistry.NOOP)))) {
            String guest = each.getKey();
            Observation.createNotStarted("request", traced)
                    .contextualName("request of " + guest)
                    .observe(() -> {
                        System.out.println(guest + ": "
                                + each.getValue()
                                        .prompt("What time is it?")
                                        .advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, guest))
                                        .call()
                                        .content());
                    });
            System.out.println(guest + ": "
                    + each
                            .getValue()
                            .prompt("What time is it?")
                            .advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, guest))
                            .stream()
                            .content()
                            .collectList()
                            .block());
        }
    }
}
