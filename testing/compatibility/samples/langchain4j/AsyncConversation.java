import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A conversation whose memory, and its store, answer later. */
class AsyncConversation {

    /** All messages, by way of a store that answers later. */
    private static final class Later implements ChatMemory {
        private final String id;
        private final ChatMemoryStore store;

        Later(String id, ChatMemoryStore store) {
            this.id = id;
            this.store = store;
        }

        @Override
        public Object id() {
            return id;
        }

        @Override
        public CompletableFuture<Void> addAsync(List<ChatMessage> messages) {
            return setAsync(messages);
        }

        @Override
        public CompletableFuture<Void> setAsync(List<ChatMessage> messages) {
            return store.updateMessagesAsync(id, messages);
        }

        @Override
        public CompletableFuture<List<ChatMessage>> messagesAsync() {
            return store.getMessagesAsync(id);
        }

        @Override
        public void add(ChatMessage message) {
            addAsync(List.of(message)).join();
        }

        @Override
        public void set(Iterable<ChatMessage> messages) {
            messages.forEach(this::add);
        }

        @Override
        public List<ChatMessage> messages() {
            return messagesAsync().join();
        }

        @Override
        public void clear() {
            store.deleteMessages(id);
        }
    }

    public static void main(String[] args) {
        ChatMemoryStore store = new InMemoryChatMemoryStore();
        int size = store.updateMessagesAsync("alice", List.of(UserMessage.from("I am Alice.")))
                .thenCompose(done -> store.getMessagesAsync("alice"))
                .thenCompose(messages -> store.deleteMessagesAsync("alice").thenApply(done -> messages.size()))
                .join();
        System.out.println("alice has " + size);

        ChatMemory bob = new Later("bob", store);
        bob.addAsync(List.of(UserMessage.from("I am Bob."))).join();
        bob.setAsync(List.of(UserMessage.from("I am Robert."))).join();
        System.out.println("bob has " + bob.messagesAsync().join().size());
        bob.set(List.of(UserMessage.from("I am Bob again.")));
    }
}
