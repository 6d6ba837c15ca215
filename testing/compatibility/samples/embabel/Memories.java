import com.embabel.agent.core.Blackboard;
import com.embabel.agent.core.Context;
import com.embabel.agent.core.support.InMemoryBlackboard;
import com.embabel.agent.spi.ContextRepository;
import com.embabel.agent.spi.support.InMemoryContextRepository;
import com.embabel.chat.Conversation;
import com.embabel.chat.UserMessage;
import com.embabel.chat.support.InMemoryConversationFactory;

/** Uses what Embabel's agents share: a conversation, a blackboard, and contexts that outlast a process. */
class Memories {

    public static void main(String[] args) {
        Conversation conversation = new InMemoryConversationFactory().create("c-1");
        conversation.addMessage(new UserMessage("Alice likes tea"));
        conversation.addMessage(new UserMessage("Bob likes milk"));
        System.out.println("said " + conversation.getMessages().size());

        Blackboard board = new InMemoryBlackboard("b-1");
        board.set("topic", "tea");
        board.bind("guest", "alice");
        board.bindProtected("rule", "be kind");
        board.addObject(new StringBuilder("a story"));
        System.out.println("topic " + (board.get("topic") != null) + " " + (board.get("title") != null));
        System.out.println("all " + board.getObjects().size());
        board.clear();

        ContextRepository contexts = new InMemoryContextRepository();
        Context context = contexts.createWithId("x-1");
        contexts.save(context);
        System.out.println("context " + (contexts.findById("x-1") != null) + " " + (contexts.findById("x-2") != null));
        contexts.delete(context);
    }
}
