import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.agentic.scope.AgenticScopeAccess;
import dev.langchain4j.agentic.scope.AgenticScopeKey;
import dev.langchain4j.agentic.scope.AgenticScopePersister;
import dev.langchain4j.agentic.scope.AgenticScopeStore;
import dev.langchain4j.agentic.scope.DefaultAgenticScope;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Agents write a story: one after the other, in a loop, at once, and as a supervisor asks them. Their scope is kept in a store. */
class Agents {

    public interface Writer {
        @Agent("Writes a story")
        @UserMessage("Write about {{topic}}")
        String write(@V("topic") String topic);
    }

    public interface Scorer {
        @Agent("Scores a story")
        @UserMessage("Score {{story}}")
        double score(@V("story") String story);
    }

    public interface Editor {
        @Agent("Edits a story")
        @UserMessage("Edit {{story}}")
        String edit(@V("story") String story);
    }

    public interface Titler {
        @Agent("Finds a title")
        @UserMessage("Find a title of {{story}}")
        String title(@V("story") String story);
    }

    public interface Desk extends AgenticScopeAccess {
        @Agent("Produces a story")
        String produce(@MemoryId String guest, @V("topic") String topic);
    }

    /** A model that scores a story higher once it is edited. As a supervisor it has a story written and is content. */
    static class Model implements ChatModel {
        private final AtomicInteger planned = new AtomicInteger();

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName("small-1").build();
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            String asked = request.messages().toString();
            String answer;
            if (asked.contains("Score")) {
                answer = asked.contains("edited") ? "0.9" : "0.5";
            } else if (asked.contains("Edit")) {
                answer = "An edited story";
            } else if (asked.contains("Write about")) {
                answer = "A story";
            } else if (asked.contains("title of")) {
                answer = "A title";
            } else {
                answer = planned.getAndIncrement() == 0
                        ? "{\"agentName\":\"write\",\"arguments\":{\"topic\":\"tea\"}}"
                        : "{\"agentName\":\"done\",\"arguments\":{\"response\":\"A story\"}}";
            }
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(answer))
                    .modelName("small-1-2026")
                    .tokenUsage(new TokenUsage(10, 7))
                    .build();
        }
    }

    /** Keeps scopes in a map. */
    static class Shelf implements AgenticScopeStore {
        private final Map<AgenticScopeKey, DefaultAgenticScope> scopes = new ConcurrentHashMap<>();

        @Override
        public boolean save(AgenticScopeKey key, DefaultAgenticScope scope) {
            return scopes.put(key, scope) == null;
        }

        @Override
        public Optional<DefaultAgenticScope> load(AgenticScopeKey key) {
            return Optional.ofNullable(scopes.get(key));
        }

        @Override
        public boolean delete(AgenticScopeKey key) {
            return scopes.remove(key) != null;
        }

        @Override
        public Set<AgenticScopeKey> getAllKeys() {
            return scopes.keySet();
        }
    }

    private static <T> T agent(Class<T> type, ChatModel model, String key) {
        return AgenticServices.agentBuilder(type)
                .chatModel(model)
                .outputKey(key)
                .build();
    }

    public static void main(String[] args) {
        Shelf shelf = new Shelf();
        AgenticScopePersister.setStore(shelf);
        ChatModel model = new Model();
        Writer writer = agent(Writer.class, model, "story");
        Titler titler = agent(Titler.class, model, "title");
        UntypedAgent review = AgenticServices.loopBuilder()
                .name("review")
                .subAgents(agent(Scorer.class, model, "score"), agent(Editor.class, model, "story"))
                .maxIterations(3)
                .exitCondition(scope -> scope.readState("score", 0.0) >= 0.8)
                .build();
        UntypedAgent titles = AgenticServices.parallelBuilder()
                .name("titles")
                .subAgents(titler, agent(Scorer.class, model, "grade"))
                .build();
        Desk desk = AgenticServices.sequenceBuilder(Desk.class)
                .name("desk")
                .subAgents(writer, review, titles)
                .outputKey("story")
                .build();
        System.out.println("alice: " + desk.produce("alice", "tea"));
        AgenticScope scope = desk.getAgenticScope("alice");
        System.out.println("kept " + scope.readState("story") + " of " + scope.memoryId());
        scope.writeStateIfAbsent("tone", "warm");
        scope.writeStates(Map.of("tone", "cold"));
        System.out.println("shelved " + shelf.getAllKeys().size());
        System.out.println("evicted " + desk.evictAgenticScope("alice"));

        SupervisorAgent supervisor = AgenticServices.supervisorBuilder()
                .name("supervisor")
                .chatModel(model)
                .subAgents(writer, titler)
                .build();
        System.out.println("supervised: " + supervisor.invoke("Have a story written"));
        // Agents that work at once have threads that would keep the process.
        System.exit(0);
    }
}
