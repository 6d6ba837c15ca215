import com.google.adk.agents.BaseAgent;
import com.google.adk.agents.InvocationContext;
import com.google.adk.agents.LlmAgent;
import com.google.adk.events.Event;
import com.google.adk.models.BaseLlm;
import com.google.adk.models.BaseLlmConnection;
import com.google.adk.models.LlmRequest;
import com.google.adk.models.LlmResponse;
import com.google.adk.runner.InMemoryRunner;
import com.google.adk.sessions.InMemorySessionService;
import com.google.adk.sessions.Session;
import com.google.adk.tools.FunctionTool;
import com.google.genai.types.Content;
import com.google.genai.types.Part;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/** An application that sets up OpenTelemetry, which records the spans that ADK makes. Public, since ADK calls the tool. */
public class OwnSpans {

    private static final NoteMemoryStore NOTES = new NoteMemoryStore();

    /** What a tool and an agent remember. */
    public static final class NoteMemoryStore {
        private final Map<String, String> notes = new ConcurrentHashMap<>();

        public void store(String key, String note) {
            notes.put(key, note);
        }
    }

    public static Map<String, Object> time() {
        NOTES.store("in-tool", "noon");
        return Map.of("time", "noon");
    }

    /** An agent without a model, whose only event comes on another thread. */
    private static final class Plain extends BaseAgent {
        Plain() {
            super("plain", "An agent without a model", null, null, null);
        }

        @Override
        protected Flowable<Event> runAsyncImpl(InvocationContext context) {
            NOTES.store("in-agent", "seen");
            return Flowable.just(Event.builder()
                            .content(Content.fromParts(Part.fromText("done")))
                            .build())
                    .subscribeOn(Schedulers.computation());
        }

        @Override
        protected Flowable<Event> runLiveImpl(InvocationContext context) {
            return runAsyncImpl(context);
        }
    }

    /** A model that says one thing after the other. */
    private static final class Model extends BaseLlm {
        private final Queue<Part> says;

        Model(Part... says) {
            super("small-1");
            this.says = new ArrayDeque<>(List.of(says));
        }

        @Override
        public Flowable<LlmResponse> generateContent(LlmRequest request, boolean isStream) {
            NOTES.store("in-model", "asked");
            return Flowable.just(LlmResponse.builder()
                    .content(Content.builder()
                            .role("model")
                            .parts(List.of(says.remove()))
                            .build())
                    .build());
        }

        @Override
        public BaseLlmConnection connect(LlmRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    /** On a thread for itself: ADK leaves scopes open where an agent's events come on another thread. */
    private static void within(String name, Runnable work) throws InterruptedException {
        Thread thread = new Thread(() -> span(name, work));
        thread.start();
        thread.join();
    }

    private static void span(String name, Runnable work) {
        Span span = GlobalOpenTelemetry.getTracer("app").spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            work.run();
        } finally {
            span.end();
        }
    }

    private static void run(BaseAgent agent) {
        InMemoryRunner runner = new InMemoryRunner(agent);
        String id = "s-" + agent.name();
        Session session = runner.sessionService()
                .createSession(runner.appName(), "alice", new ConcurrentHashMap<>(), id)
                .blockingGet();
        runner.runAsync("alice", session.id(), Content.fromParts(Part.fromText("Hello")))
                .blockingSubscribe();
    }

    public static void main(String[] args) throws NoSuchMethodException, InterruptedException {
        InMemorySessionService sessions = new InMemorySessionService();
        BaseAgent plain = new Plain();
        Session session = sessions.createSession("app", "alice", new ConcurrentHashMap<>(), "s-alone")
                .blockingGet();
        within(
                "agent alone",
                () -> plain.runAsync(InvocationContext.builder()
                                .sessionService(sessions)
                                .session(session)
                                .agent(plain)
                                .invocationId("i-1")
                                .build())
                        .blockingSubscribe());
        within("agent of a runner", () -> run(plain));

        BaseAgent clerk = LlmAgent.builder()
                .name("clerk")
                .model(new Model(Part.fromFunctionCall("time", Map.of()), Part.fromText("It is noon.")))
                .tools(FunctionTool.create(OwnSpans.class.getMethod("time")))
                .build();
        within("tool", () -> run(clerk));

        Model shared = new Model(
                Part.fromFunctionCall("transfer_to_agent", Map.of("agent_name", "second")),
                Part.fromText("It is noon."));
        BaseAgent first = LlmAgent.builder()
                .name("first")
                .model(shared)
                .subAgents(LlmAgent.builder().name("second").model(shared).build())
                .build();
        within("agent of an agent", () -> run(first));
        System.out.println(NOTES.notes.size() + " notes");
    }
}
