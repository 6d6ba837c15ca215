import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatLanguageModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.util.List;

/** A guest talks to an assistant, which remembers the guest and asks a tool for the time. */
class OlderTurns {

    interface Assistant {
        String chat(@MemoryId String guest, @UserMessage String message);
    }

    static class Clock {
        @Tool("The time")
        String time() {
            return "noon";
        }
    }

    /** A model that first asks the tool, then answers. */
    static class Model implements ChatLanguageModel {
        final String modelName = "small-0";

        @Override
        public Response<AiMessage> generate(List<ChatMessage> messages) {
            return generate(messages, List.of());
        }

        @Override
        public Response<AiMessage> generate(List<ChatMessage> messages, ToolSpecification tool) {
            return generate(messages, List.of(tool));
        }

        @Override
        public ChatResponse chat(ChatRequest request) {
            Response<AiMessage> answer = generate(request.messages());
            return ChatResponse.builder()
                    .aiMessage(answer.content())
                    .tokenUsage(answer.tokenUsage())
                    .build();
        }

        @Override
        public Response<AiMessage> generate(List<ChatMessage> messages, List<ToolSpecification> tools) {
            AiMessage answer =
                    tools.isEmpty() || messages.get(messages.size() - 1) instanceof ToolExecutionResultMessage
                            ? AiMessage.from("It is noon")
                            : AiMessage.from(ToolExecutionRequest.builder()
                                    .id("call-1")
                                    .name(tools.get(0).name())
                                    .arguments("{}")
                                    .build());
            return Response.from(answer, new TokenUsage(10 * messages.size(), 7));
        }
    }

    public static void main(String[] args) {
        InMemoryChatMemoryStore store = new InMemoryChatMemoryStore();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatLanguageModel(new Model())
                .tools(new Clock())
                .chatMemoryProvider(guest -> MessageWindowChatMemory.builder()
                        .id(guest)
                        .maxMessages(20)
                        .chatMemoryStore(store)
                        .build())
                .build();
        System.out.println("alice: " + assistant.chat("alice", "What time is it"));
        System.out.println("alice: " + assistant.chat("alice", "And now"));

        List<ChatMessage> question = List.of(dev.langchain4j.data.message.UserMessage.from("What time is it"));
        ToolSpecification tool = ToolSpecification.builder().name("time").build();
        System.out.println("model: " + new Model().generate(question).content().text());
        System.out.println(
                "model: " + new Model().generate(question, tool).content().hasToolExecutionRequests());
        System.out.println("model: "
                + new Model()
                        .chat(ChatRequest.builder().messages(question).build())
                        .aiMessage()
                        .text());
    }
}
