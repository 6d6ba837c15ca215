import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.session.CreateSessionRequest;
import org.springframework.ai.session.DefaultSessionService;
import org.springframework.ai.session.EventFilter;
import org.springframework.ai.session.InMemorySessionRepository;
import org.springframework.ai.session.SessionEvent;
import org.springframework.ai.session.SessionRepository;
import org.springframework.ai.session.SessionService;
import org.springframework.ai.session.advisor.SessionMemoryAdvisor;
import org.springframework.ai.session.compaction.TurnCountTrigger;
import org.springframework.ai.session.compaction.TurnWindowCompactionStrategy;

/** A guest talks to a chat client, which keeps a session that is made smaller; then the session is used by hand. */
class Sessions {

    static class Model implements ChatModel {
        @Override
        public ChatOptions getDefaultOptions() {
            return ChatOptions.builder().model("small-1").build();
        }

        public ChatOptions getOptions() {
            return getDefaultOptions();
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            return new ChatResponse(
                    List.of(new Generation(new AssistantMessage("It is noon"))),
                    ChatResponseMetadata.builder()
                            .model("small-1-2026")
                            .usage(new DefaultUsage(10, 7))
                            .build());
        }
    }

    public static void main(String[] args) {
        SessionRepository repository = InMemorySessionRepository.builder().build();
        SessionService sessions =
                DefaultSessionService.builder().sessionRepository(repository).build();
        ChatClient client = ChatClient.builder(new Model())
                .defaultAdvisors(SessionMemoryAdvisor.builder(sessions)
                        .defaultUserId("alice")
                        .compactionTrigger(new TurnCountTrigger(1))
                        .compactionStrategy(TurnWindowCompactionStrategy.builder()
                                .maxTurns(1)
                                .build())
                        .build())
                .build();
        for (int i = 0; i < 2; i++) {
            System.out.println("alice: "
                    + client.prompt("What time is it?")
                            .advisors(each -> each.param(SessionMemoryAdvisor.SESSION_ID_CONTEXT_KEY, "s-1"))
                            .call()
                            .content());
        }
        sessions.create(CreateSessionRequest.builder()
                .id("s-2")
                .userId("bob")
                .timeToLive(Duration.ofHours(1))
                .build());
        sessions.appendMessage("s-2", new UserMessage("Bob likes milk"));
        System.out.println(
                "said " + sessions.getEvents("s-2", EventFilter.all()).size() + " "
                        + sessions.getMessages("s-2").size());
        System.out.println(
                "sessions " + sessions.findByUserId("bob").size() + " " + (sessions.findById("s-3") == null));
        sessions.delete("s-2");
        System.out.println("expired " + sessions.deleteExpiredSessions(Instant.now()));
        repository.appendEvent(SessionEvent.builder()
                .sessionId("s-1")
                .message(new UserMessage("Good night"))
                .build());
        repository.delete("s-1");
    }
}
