import io.agentscope.core.memory.InMemoryMemory;
import io.agentscope.core.memory.LongTermMemory;
import io.agentscope.core.memory.Memory;
import io.agentscope.core.message.Msg;
import io.agentscope.core.message.MsgRole;
import io.agentscope.core.message.TextBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** An agent's short memory of its conversation, and a long one of its own that answers later. */
class Remembering {

    /** Keeps texts, and finds those that share a word with the question. */
    private static final class Notes implements LongTermMemory {
        private final List<String> texts = new ArrayList<>();

        @Override
        public Mono<Void> record(List<Msg> messages) {
            return Mono.fromRunnable(() -> messages.forEach(each -> texts.add(each.getTextContent())));
        }

        @Override
        public Mono<String> retrieve(Msg question) {
            return Mono.fromCallable(() -> texts.stream()
                    .filter(each -> List.of(each.split(" ")).stream()
                            .anyMatch(word -> question.getTextContent().contains(word)))
                    .collect(Collectors.joining("\n")));
        }
    }

    public static void main(String[] args) {
        Memory memory = new InMemoryMemory();
        memory.addMessage(message("Alice likes tea"));
        memory.addMessage(message("Bob drinks milk"));
        System.out.println("messages " + memory.getMessages().size());
        memory.deleteMessage(0);
        memory.clear();

        LongTermMemory notes = new Notes();
        Mono<Void> never = notes.record(List.of(message("nobody subscribes")));
        notes.record(List.of(message("Alice likes tea"), message("Bob drinks milk")))
                .block();
        System.out.println(
                "found " + notes.retrieve(message("Who likes what?")).block() + ", never " + (never != null));
    }

    private static Msg message(String text) {
        return Msg.builder()
                .name("user")
                .role(MsgRole.USER)
                .content(TextBlock.builder().text(text).build())
                .build();
    }
}
