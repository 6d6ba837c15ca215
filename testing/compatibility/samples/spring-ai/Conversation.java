import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.InMemoryChatMemoryRepository;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;

/** Two conversations, each remembered in its own window of one repository. */
class Conversation {

    public static void main(String[] args) {
        InMemoryChatMemoryRepository repository = new InMemoryChatMemoryRepository();
        ChatMemory memory = MessageWindowChatMemory.builder()
                .chatMemoryRepository(repository)
                .maxMessages(20)
                .build();
        memory.add("alice", new UserMessage("I am Alice, and I am allergic to nuts."));
        memory.add("alice", new AssistantMessage("Noted."));
        System.out.println("alice has " + memory.get("alice").size());
        System.out.println("bob has " + memory.get("bob").size());
        System.out.println("conversations " + repository.findConversationIds().size());
        memory.clear("alice");
        System.out.println("left " + repository.findByConversationId("alice").size());
        try {
            memory.add("", new UserMessage("Who am I?"));
        } catch (IllegalArgumentException nobody) {
            System.out.println("refused");
        }
    }
}
