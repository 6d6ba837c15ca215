import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
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
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * A support desk. Customers tell it what it is to keep in mind, and ask for it later; what they say, and what is kept in
 * mind, lies in Redis.
 */
class SupportDesk {

    interface Desk {
        String answer(@MemoryId String customer, @UserMessage String message);
    }

    /** One text a conversation. */
    static class Conversations implements ChatMemoryStore {
        private static final ObjectMapper FIELDS = new ObjectMapper()
                .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
                .setVisibility(PropertyAccessor.FIELD, Visibility.ANY);

        private final RedisClient redis;

        Conversations(RedisClient redis) {
            this.redis = redis;
        }

        @Override
        public List<ChatMessage> getMessages(Object customer) {
            Tally.add("redis.GET");
            Tally.add("window.reads");
            String json = redis.get("chat:" + customer);
            if (json == null) {
                return List.of();
            }
            List<ChatMessage> messages = ChatMessageDeserializer.messagesFromJson(json);
            Tally.add("window.hits");
            Tally.add("window.messages.read", messages.size());
            Tally.add("window.bytes.read", bytes(messages));
            return messages;
        }

        @Override
        public void updateMessages(Object customer, List<ChatMessage> messages) {
            Tally.add("redis.SET");
            Tally.add("window.stores");
            Tally.add("window.messages.stored", messages.size());
            Tally.add("window.bytes.stored", bytes(messages));
            redis.set("chat:" + customer, ChatMessageSerializer.messagesToJson(messages));
        }

        @Override
        public void deleteMessages(Object customer) {
            redis.del("chat:" + customer);
        }

        private static int bytes(List<ChatMessage> messages) {
            try {
                return FIELDS.writeValueAsBytes(messages).length;
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** All in one hash. */
    static class HashMemoryStore extends CustomerMemoryStore {
        private final RedisClient redis;

        HashMemoryStore(RedisClient redis) {
            this.redis = redis;
        }

        @Override
        void write(String customer, String note) {
            Tally.add("redis.HSET");
            redis.hset("notes", customer, note);
        }

        @Override
        String read(String customer) {
            Tally.add("redis.HGET");
            return redis.hget("notes", customer);
        }
    }

    static class Notes {
        private final CustomerMemoryStore memory;

        Notes(CustomerMemoryStore memory) {
            this.memory = memory;
        }

        @Tool("Keeps a note about the customer")
        String keep(@ToolMemoryId String customer, @P("note") String note) {
            Tally.add("tools");
            memory.put(customer, note);
            return "kept";
        }

        @Tool("What is known about the customer")
        String known(@ToolMemoryId String customer) {
            Tally.add("tools");
            return memory.get(customer).orElse("nothing");
        }
    }

    /** A model that has a note kept or read, as the message asks for, then answers with what the tool said. */
    static class Model implements ChatModel {
        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName("small-1").build();
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            List<ChatMessage> messages = request.messages();
            ChatMessage last = messages.get(messages.size() - 1);
            AiMessage answer = last instanceof ToolExecutionResultMessage result
                    ? AiMessage.from("Your note: " + result.text())
                    : AiMessage.from(call(((dev.langchain4j.data.message.UserMessage) last).singleText()));
            TokenUsage tokens = new TokenUsage(10 * messages.size(), 7);
            Tally.add("model.calls");
            Tally.add("model.tokens", tokens.totalTokenCount());
            return ChatResponse.builder().aiMessage(answer).tokenUsage(tokens).build();
        }

        private static ToolExecutionRequest call(String text) {
            boolean isNote = text.startsWith("Note: ");
            return ToolExecutionRequest.builder()
                    .id("call-1")
                    .name(isNote ? "keep" : "known")
                    .arguments(isNote ? "{\"arg1\":\"" + text.substring("Note: ".length()) + "\"}" : "{}")
                    .build();
        }
    }

    public static void main(String[] args) {
        try (RedisClient redis = RedisClient.create("localhost", Integer.parseInt(args[0]))) {
            Conversations conversations = new Conversations(redis);
            Desk desk = AiServices.builder(Desk.class)
                    .chatModel(new Model())
                    .tools(new Notes(new HashMemoryStore(redis)))
                    .chatMemoryProvider(customer -> MessageWindowChatMemory.builder()
                            .id(customer)
                            .maxMessages(10)
                            .chatMemoryStore(conversations)
                            .build())
                    .build();
            Tally.turn(desk::answer, "alice", "Note: likes tea, and Zürich");
            Tally.turn(desk::answer, "bob", "What do I like?");
            Tally.turn(desk::answer, "alice", "What do I like?");
            Tally.turn(desk::answer, "alice", "And now?");
            Tally.turn(desk::answer, "bob", "Note: drinks milk");
        }
    }
}
