import com.google.adk.agents.LlmAgent;
import com.google.adk.models.BaseLlm;
import com.google.adk.models.BaseLlmConnection;
import com.google.adk.models.LlmRequest;
import com.google.adk.models.LlmResponse;
import com.google.adk.runner.InMemoryRunner;
import com.google.adk.sessions.Session;
import com.google.adk.tools.Annotations.Schema;
import com.google.adk.tools.FunctionTool;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.Part;
import io.reactivex.rxjava3.core.Flowable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A guest talks to an agent, which asks a tool for the time. Public, since ADK calls the tool. */
public class Turns {

    @Schema(description = "The time")
    public static Map<String, Object> time() {
        return Map.of("time", "noon");
    }

    /** A model that first has the tool called, then answers. */
    private static final class Model extends BaseLlm {
        Model() {
            super("small-1");
        }

        @Override
        public Flowable<LlmResponse> generateContent(LlmRequest request, boolean isStream) {
            List<Content> contents = request.contents();
            boolean isAnswered = contents.get(contents.size() - 1).parts().orElse(List.of()).stream()
                    .anyMatch(part -> part.functionResponse().isPresent());
            Part part = isAnswered ? Part.fromText("It is noon.") : Part.fromFunctionCall("time", Map.of());
            return Flowable.just(LlmResponse.builder()
                    .content(
                            Content.builder().role("model").parts(List.of(part)).build())
                    .modelVersion("small-1-2026")
                    .usageMetadata(GenerateContentResponseUsageMetadata.builder()
                            .promptTokenCount(10 * contents.size())
                            .candidatesTokenCount(7)
                            .build())
                    .build());
        }

        @Override
        public BaseLlmConnection connect(LlmRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    public static void main(String[] args) throws NoSuchMethodException {
        LlmAgent agent = LlmAgent.builder()
                .name("clerk")
                .model(new Model())
                .tools(FunctionTool.create(Turns.class.getMethod("time")))
                .build();
        InMemoryRunner runner = new InMemoryRunner(agent);
        Session session = runner.sessionService()
                .createSession(runner.appName(), "alice", new ConcurrentHashMap<>(), "s-1")
                .blockingGet();
        for (int turn = 0; turn < 2; turn++) {
            String last = runner.runAsync("alice", session.id(), Content.fromParts(Part.fromText("What time is it?")))
                    .map(event -> event.stringifyContent())
                    .blockingLast();
            System.out.println("clerk: " + last);
        }
    }
}
