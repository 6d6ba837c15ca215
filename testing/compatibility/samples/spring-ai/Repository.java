import java.util.List;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.memory.InMemoryChatMemoryRepository;
import org.springframework.ai.chat.messages.UserMessage;

/** A conversation that is kept by hand. */
class Repository {

    public static void main(String[] args) {
        ChatMemoryRepository repository = new InMemoryChatMemoryRepository();
        repository.saveAll("alice", List.of(new UserMessage("I am Alice.")));
        System.out.println(
                "alice has " + repository.findByConversationId("alice").size());
        System.out.println("conversations " + repository.findConversationIds().size());
        repository.deleteByConversationId("alice");
    }
}
