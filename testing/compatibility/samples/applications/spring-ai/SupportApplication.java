import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;

/** The support desk as an application of Spring Boot: its conversations and notes lie in Redis. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class SupportApplication {

    /** One list a conversation, a message an element: what it is written by, and its text. */
    static class RedisConversations implements ChatMemoryRepository {
        private final StringRedisTemplate redis;

        RedisConversations(StringRedisTemplate redis) {
            this.redis = redis;
        }

        @Override
        public List<String> findConversationIds() {
            return redis.keys("chat:*").stream()
                    .map(key -> key.substring("chat:".length()))
                    .toList();
        }

        @Override
        public List<Message> findByConversationId(String conversation) {
            Tally.add("redis.LRANGE");
            Tally.add("window.reads");
            List<Message> messages = new ArrayList<>();
            for (String each : redis.opsForList().range("chat:" + conversation, 0, -1)) {
                String text = each.substring(1);
                messages.add(each.charAt(0) == 'u' ? new UserMessage(text) : new AssistantMessage(text));
            }
            if (!messages.isEmpty()) {
                Tally.add("window.hits");
                Tally.add("window.messages.read", messages.size());
            }
            return messages;
        }

        /** Deletes what is there and writes all anew. */
        @Override
        public void saveAll(String conversation, List<Message> messages) {
            Tally.add("window.stores");
            Tally.add("window.messages.stored", messages.size());
            deleteByConversationId(conversation);
            Tally.add("redis.RPUSH");
            redis.opsForList()
                    .rightPushAll(
                            "chat:" + conversation,
                            messages.stream()
                                    .map(each ->
                                            (each.getMessageType() == MessageType.USER ? "u" : "a") + each.getText())
                                    .toList());
        }

        @Override
        public void deleteByConversationId(String conversation) {
            Tally.add("redis.DEL");
            Tally.add("window.deletes");
            redis.delete("chat:" + conversation);
        }
    }

    /** A text each. */
    static class TextMemoryStore extends CustomerMemoryStore {
        private final StringRedisTemplate redis;

        TextMemoryStore(StringRedisTemplate redis) {
            this.redis = redis;
        }

        @Override
        void write(String customer, String note) {
            Tally.add("redis.SET");
            redis.opsForValue().set("note:" + customer, note);
        }

        @Override
        String read(String customer) {
            Tally.add("redis.GET");
            return redis.opsForValue().get("note:" + customer);
        }
    }

    static class Notes {
        private final CustomerMemoryStore memory;

        Notes(CustomerMemoryStore memory) {
            this.memory = memory;
        }

        @Tool(description = "Keeps a note about the customer")
        String keep(String note, ToolContext context) {
            Tally.add("tools");
            memory.put((String) context.getContext().get("customer"), note);
            return "kept";
        }

        @Tool(description = "What is known about the customer")
        String known(ToolContext context) {
            Tally.add("tools");
            return memory.get((String) context.getContext().get("customer")).orElse("nothing");
        }
    }

    /** What a model says to have a tool called. */
    static class Calling extends AssistantMessage {
        Calling(String tool, String arguments) {
            super("", Map.of(), List.of(new ToolCall("call-1", "function", tool, arguments)), List.of());
        }
    }

    /** A model that has a note kept or read, as the message asks for, then answers with what the tool said. */
    static class Model implements ChatModel {
        @Override
        public ChatOptions getOptions() {
            return ToolCallingChatOptions.builder().model("small-1").build();
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            List<Message> messages = prompt.getInstructions();
            Message last = messages.get(messages.size() - 1);
            AssistantMessage answer = last instanceof ToolResponseMessage result
                    ? new AssistantMessage(
                            "Your note: " + result.getResponses().get(0).responseData())
                    : calling(last.getText());
            DefaultUsage tokens = new DefaultUsage(10 * messages.size(), 7);
            Tally.add("model.calls");
            Tally.add("model.tokens", tokens.getTotalTokens());
            return new ChatResponse(
                    List.of(new Generation(answer)),
                    ChatResponseMetadata.builder().usage(tokens).build());
        }

        private static Calling calling(String text) {
            return text.startsWith("Note: ")
                    ? new Calling("keep", "{\"arg0\":\"" + text.substring("Note: ".length()) + "\"}")
                    : new Calling("known", "{}");
        }
    }

    @Bean
    ChatModel model() {
        return new Model();
    }

    @Bean
    ChatMemoryRepository conversations(StringRedisTemplate redis) {
        return new RedisConversations(redis);
    }

    @Bean
    CustomerMemoryStore customers(StringRedisTemplate redis) {
        return new TextMemoryStore(redis);
    }

    @Bean
    CommandLineRunner desk(ChatClient.Builder builder, ChatMemory memory, CustomerMemoryStore customers) {
        ChatClient client = builder.defaultAdvisors(
                        MessageChatMemoryAdvisor.builder(memory).build())
                .defaultTools(new Notes(customers))
                .build();
        BinaryOperator<String> desk = (customer, message) -> answer(client, customer, message);
        return arguments -> {
            Tally.turn(desk, "alice", "Note: likes tea, and Zürich");
            Tally.turn(desk, "bob", "What do I like?");
            Tally.turn(desk, "alice", "What do I like?");
            Tally.turn(desk, "alice", "And now?");
            Tally.turn(desk, "bob", "Note: drinks milk");
        };
    }

    private static String answer(ChatClient client, String customer, String message) {
        return client.prompt(message)
                .advisors(each -> each.param(ChatMemory.CONVERSATION_ID, customer))
                .toolContext(Map.of("customer", customer))
                .call()
                .content();
    }

    public static void main(String[] args) {
        SpringApplication.run(SupportApplication.class, "--spring.data.redis.port=" + args[0]);
    }
}
