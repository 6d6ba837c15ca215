import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Two guests are answered word by word. */
class Streams {

    static class Model implements ChatModel {
        @Override
        public ChatOptions getDefaultOptions() {
            return ChatOptions.builder().model("small-1").build();
        }

        // Since 2.0.
        public ChatOptions getOptions() {
            return getDefaultOptions();
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            throw new UnsupportedOperationException("This model only streams.");
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            // As servers do it: only the last part has the tokens.
            return Flux.just("It ", "is ", "noon")
                    .map(word -> new ChatResponse(List.of(new Generation(new AssistantMessage(word)))))
                    .concatWithValues(new ChatResponse(
                            List.of(),
                            ChatResponseMetadata.builder()
                                    .model("small-1-2026")
                                    .usage(new DefaultUsage(12, 3))
                                    .build()));
        }
    }

    public static void main(String[] args) {
        ChatMemory memory = MessageWindowChatMemory.builder().build();
        ChatClient client = ChatClient.builder(new Model())
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
                .build();
        for (String guest : List.of("alice", "bob")) {
            System.out.println(guest + ": "
                    + client
                            .prompt("What time is it?")
                            .advisors(each -> each.param(ChatMemory.CONVERSATION_ID, guest))
                            .stream()
                            .content()
                            .collectList()
                            .block());
            System.out.println(guest + " has " + memory.get(guest).size());
        }
    }
}
