import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.util.List;

/** Two guests talk to an assistant, which remembers each and asks a tool for the weather. */
class Turns {

    interface Assistant {
        String chat(@MemoryId String guest, @UserMessage String message);
    }

    static class Weather {
        @Tool("The weather in a city")
        String weather(@P("city") String city) {
            return "sunny in " + city;
        }
    }

    /** A model that first asks the tool for the city that the message ends with, then answers. */
    static class Model implements ChatModel {
        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName("small-1").build();
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            List<ChatMessage> messages = request.messages();
            ChatMessage last = messages.get(messages.size() - 1);
            AiMessage answer;
            if (last instanceof ToolExecutionResultMessage result) {
                answer = AiMessage.from("It is " + result.text());
            } else {
                String text = ((dev.langchain4j.data.message.UserMessage) last).singleText();
                answer = AiMessage.from(ToolExecutionRequest.builder()
                        .id("call-1")
                        .name("weather")
                        .arguments("{\"arg0\":\"" + text.substring(text.lastIndexOf(' ') + 1) + "\"}")
                        .build());
            }
            return ChatResponse.builder()
                    .aiMessage(answer)
                    .modelName("small-1-2026")
                    .tokenUsage(new TokenUsage(10 * messages.size(), 7))
                    .build();
        }
    }

    public static void main(String[] args) {
        talk(new InMemoryChatMemoryStore());
    }

    static void talk(ChatMemoryStore store) {
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(new Model())
                .tools(new Weather())
                .chatMemoryProvider(guest -> MessageWindowChatMemory.builder()
                        .id(guest)
                        .maxMessages(20)
                        .chatMemoryStore(store)
                        .build())
                .build();
        System.out.println(assistant.equals(assistant) + " " + assistant.hashCode());
        System.out.println("alice: " + assistant.chat("alice", "How is the weather in Rome"));
        System.out.println("alice: " + assistant.chat("alice", "And in Paris"));
        System.out.println("bob: " + assistant.chat("bob", "How is the weather in Oslo"));
        System.out.println("bob: " + assistant.chat("bob", "And in Bergen"));
    }
}
