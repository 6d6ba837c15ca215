import ai.koog.agents.chatMemory.feature.ChatHistoryProvider;
import ai.koog.agents.chatMemory.feature.InMemoryChatHistoryProvider;
import ai.koog.prompt.message.Message;
import ai.koog.prompt.message.RequestMetaInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlinx.coroutines.BuildersKt;

/** The histories of an agent's chats, kept and read by suspend functions: one that answers at once, one that takes its time. */
class History {

    /** Answers on another thread. */
    private static final class Remote implements ChatHistoryProvider {
        private final List<Message> chat = List.of(new Message.User("I am Bob.", RequestMetaInfo.Companion.getEmpty()));

        @Override
        public Object store(String conversation, List<? extends Message> messages, Continuation<? super Unit> then) {
            CompletableFuture.runAsync(() -> then.resumeWith(Unit.INSTANCE));
            return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }

        @Override
        public Object load(String conversation, Continuation<? super List<? extends Message>> then) {
            CompletableFuture.runAsync(() -> then.resumeWith(conversation.equals("bob") ? chat : List.of()));
            return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
    }

    public static void main(String[] args) throws Exception {
        List<Message> chat = List.of(new Message.User("I am Alice.", RequestMetaInfo.Companion.getEmpty()));
        ChatHistoryProvider near = new InMemoryChatHistoryProvider();
        store(near, "alice", chat);
        System.out.println("alice " + load(near, "alice") + ", carol " + load(near, "carol"));
        ChatHistoryProvider far = new Remote();
        store(far, "bob", chat);
        System.out.println("bob " + load(far, "bob") + ", dora " + load(far, "dora"));
    }

    private static void store(ChatHistoryProvider history, String conversation, List<Message> chat)
            throws InterruptedException {
        BuildersKt.runBlocking(
                EmptyCoroutineContext.INSTANCE, (scope, then) -> history.store(conversation, chat, then));
    }

    private static int load(ChatHistoryProvider history, String conversation) throws InterruptedException {
        return BuildersKt.<List<? extends Message>>runBlocking(
                        EmptyCoroutineContext.INSTANCE, (scope, then) -> history.load(conversation, then))
                .size();
    }
}
