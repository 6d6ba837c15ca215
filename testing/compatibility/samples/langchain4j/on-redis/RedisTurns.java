import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.List;
import redis.clients.jedis.JedisPooled;

/** The same turns, remembered in Redis. */
class RedisTurns {

    /** One text a conversation. */
    private static final class RedisStore implements ChatMemoryStore {
        private final JedisPooled redis;

        RedisStore(JedisPooled redis) {
            this.redis = redis;
        }

        @Override
        public List<ChatMessage> getMessages(Object conversation) {
            String json = redis.get("chat:" + conversation);
            return json == null ? List.of() : ChatMessageDeserializer.messagesFromJson(json);
        }

        @Override
        public void updateMessages(Object conversation, List<ChatMessage> messages) {
            redis.set("chat:" + conversation, ChatMessageSerializer.messagesToJson(messages));
        }

        @Override
        public void deleteMessages(Object conversation) {
            redis.del("chat:" + conversation);
        }
    }

    public static void main(String[] args) {
        try (JedisPooled redis = new JedisPooled("localhost", Integer.parseInt(args[0]))) {
            Turns.talk(new RedisStore(redis));
        }
    }
}
