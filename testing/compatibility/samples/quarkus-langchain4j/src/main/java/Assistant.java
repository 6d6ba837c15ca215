import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;

@RegisterAiService(tools = Weather.class)
@ApplicationScoped
@Counted
public interface Assistant {

    String chat(@MemoryId String guest, @UserMessage String message);

    Multi<String> stream(@MemoryId String guest, @UserMessage String message);
}
