import ai.koog.agents.chatMemory.feature.ChatHistoryProvider;
import ai.koog.agents.chatMemory.feature.InMemoryChatHistoryProvider;
import ai.koog.prompt.message.Message;
import java.util.List;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;

/** The history of an agent's chat, kept and read by suspend functions. */
class History {

    public static void main(String[] args) throws Exception {
        ChatHistoryProvider history = new InMemoryChatHistoryProvider();
        List<Message> chat = List.of();
        BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, (scope, then) -> history.store("alice", chat, then));
        Object known = BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, (scope, then) -> history.load("alice", then));
        Object unknown = BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, (scope, then) -> history.load("bob", then));
        System.out.println("alice " + known + " bob " + unknown);
    }
}
