import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.util.List;

/** Two conversations, each remembered in its own window of one store. */
class Conversation {

    public static void main(String[] args) {
        ChatMemoryStore store = new InMemoryChatMemoryStore();
        ChatMemory alice = memory("alice", store);
        alice.add(UserMessage.from("I am Alice, and I am allergic to nuts."));
        alice.add(AiMessage.from("Noted."));
        System.out.println("alice has " + alice.messages().size());

        ChatMemory bob = memory("bob", store);
        System.out.println("bob has " + bob.messages().size());

        alice.clear();
        System.out.println("left " + store.getMessages("alice").size());

        store.updateMessages("carol", List.of(UserMessage.from("I am Carol.")));
        store.deleteMessages("carol");
    }

    private static ChatMemory memory(String user, ChatMemoryStore store) {
        return MessageWindowChatMemory.builder()
                .id(user)
                .maxMessages(20)
                .chatMemoryStore(store)
                .build();
    }
}
