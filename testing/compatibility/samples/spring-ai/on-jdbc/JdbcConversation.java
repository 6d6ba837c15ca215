import org.h2.jdbcx.JdbcDataSource;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** A conversation in a database, whose repository deletes what is there before it inserts all anew. */
class JdbcConversation {

    public static void main(String[] args) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:chat;DB_CLOSE_DELAY=-1");
        new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcChatMemoryRepository.class))
                .execute(database);
        ChatMemory memory = MessageWindowChatMemory.builder()
                .chatMemoryRepository(
                        JdbcChatMemoryRepository.builder().dataSource(database).build())
                .build();
        memory.add("alice", new UserMessage("I am Alice."));
        memory.add("alice", new AssistantMessage("Hello."));
        System.out.println("alice has " + memory.get("alice").size());
    }
}
