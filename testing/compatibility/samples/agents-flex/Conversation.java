import com.agentsflex.core.memory.ChatMemory;
import com.agentsflex.core.memory.DefaultChatMemory;
import com.agentsflex.core.message.UserMessage;
import com.agentsflex.core.prompt.MemoryPrompt;

/** A conversation's messages come to its memory by hand and by a prompt, which reads them too. */
class Conversation {

    public static void main(String[] args) {
        ChatMemory memory = new DefaultChatMemory("alice");
        memory.addMessage(new UserMessage("Alice likes tea"));
        MemoryPrompt prompt = new MemoryPrompt(memory);
        prompt.addMessage(new UserMessage("What does Alice like?"));
        System.out.println("said " + prompt.getMessages().size());
        memory.clear();
        System.out.println("left " + memory.getMessages(10).size());
    }
}
