import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.tool.annotation.Tool;

/** Two guests talk to a chat client, which remembers each and asks a tool for the time. */
class Turns {

    static class Clock {
        @Tool(description = "The time")
        String time() {
            return "noon";
        }
    }

    /** What a model says to have a tool called. */
    static class Calling extends AssistantMessage {
        Calling(String tool) {
            super("", Map.of(), List.of(new ToolCall("call-1", "function", tool, "{}")), List.of());
        }
    }

    /** A model that first has the tool called, by itself, then answers. */
    static class Model implements ChatModel {
        private final ToolCallingManager tools = ToolCallingManager.builder().build();

        @Override
        public ChatOptions getDefaultOptions() {
            return ToolCallingChatOptions.builder().model("small-1").build();
        }

        // Since 2.0.
        public ChatOptions getOptions() {
            return getDefaultOptions();
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            ChatResponse asking = response(new Calling("time"), prompt);
            List<Message> history = tools.executeToolCalls(prompt, asking).conversationHistory();
            ToolResponseMessage result = (ToolResponseMessage) history.get(history.size() - 1);
            return response(
                    new AssistantMessage("It is " + result.getResponses().get(0).responseData()), prompt);
        }

        private static ChatResponse response(AssistantMessage message, Prompt prompt) {
            return new ChatResponse(
                    List.of(new Generation(message)),
                    ChatResponseMetadata.builder()
                            .model("small-1-2026")
                            .usage(new DefaultUsage(
                                    10 * prompt.getInstructions().size(), 7))
                            .build());
        }
    }

    public static void main(String[] args) {
        ChatMemory memory = MessageWindowChatMemory.builder().build();
        ChatClient client = ChatClient.builder(new Model())
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
                .defaultTools(new Clock())
                .build();
        for (String guest : List.of("alice", "alice", "bob", "bob")) {
            System.out.println(guest + ": "
                    + client.prompt("What time is it?")
                            .advisors(each -> each.param(ChatMemory.CONVERSATION_ID, guest))
                            .call()
                            .content());
        }
    }
}
