import com.google.adk.agents.LlmAgent;
import com.google.adk.agents.RunConfig;
import com.google.adk.events.Event;
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
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Guests read a clerk's answers part by part; one is refused, and one has enough after the first part. */
class Streams {

    @Schema(description = "The time of the day")
    public static Map<String, String> time() {
        return Map.of("time", "noon");
    }

    /** A model that asks for the time, and then tells it part by part; on another thread. */
    static final class Model extends BaseLlm {

        Model() {
            super("small-1");
        }

        @Override
        public Flowable<LlmResponse> generateContent(LlmRequest request, boolean isStream) {
            List<Content> contents = request.contents();
            Content last = contents.get(contents.size() - 1);
            List<Part> parts = last.parts().orElse(List.of());
            Flowable<LlmResponse> answer;
            if (parts.stream().anyMatch(part -> part.text().orElse("").equals("Fail"))) {
                answer = Flowable.error(new IllegalStateException("HTTP 500"));
            } else if (parts.stream().anyMatch(part -> part.functionResponse().isPresent())) {
                answer = Flowable.just(part("It ", true), part("is noon", true), part("It is noon", false));
            } else {
                answer = Flowable.just(response(Part.fromFunctionCall("time", Map.of()), false));
            }
            return isStream
                    ? answer.subscribeOn(Schedulers.io())
                    : Flowable.error(new IllegalArgumentException("no stream"));
        }

        private static LlmResponse part(String text, boolean isPartial) {
            return response(Part.fromText(text), isPartial);
        }

        private static LlmResponse response(Part part, boolean isPartial) {
            LlmResponse.Builder response = LlmResponse.builder()
                    .content(
                            Content.builder().role("model").parts(List.of(part)).build())
                    .modelVersion("small-1-2026")
                    .partial(isPartial);
            if (!isPartial) {
                response.usageMetadata(GenerateContentResponseUsageMetadata.builder()
                        .promptTokenCount(10)
                        .candidatesTokenCount(7)
                        .build());
            }
            return response.build();
        }

        @Override
        public BaseLlmConnection connect(LlmRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    private static Flowable<Event> ask(InMemoryRunner runner, String guest, String message) {
        Session session = runner.sessionService()
                .createSession(runner.appName(), guest, new ConcurrentHashMap<>(), guest)
                .blockingGet();
        return runner.runAsync(
                guest,
                session.id(),
                Content.fromParts(Part.fromText(message)),
                RunConfig.builder()
                        .setStreamingMode(RunConfig.StreamingMode.SSE)
                        .build());
    }

    public static void main(String[] args) throws NoSuchMethodException {
        LlmAgent agent = LlmAgent.builder()
                .name("clerk")
                .model(new Model())
                .tools(FunctionTool.create(Streams.class.getMethod("time")))
                .build();
        InMemoryRunner runner = new InMemoryRunner(agent);
        System.out.println("alice: "
                + ask(runner, "alice", "What time is it?").blockingLast().stringifyContent());
        try {
            ask(runner, "bob", "Fail").blockingSubscribe();
            System.out.println("bob: nothing");
        } catch (RuntimeException refused) {
            System.out.println("bob: refused");
        }
        System.out.println("carol: "
                + ask(runner, "carol", "What time is it?")
                        .filter(event -> event.partial().orElse(false))
                        .blockingFirst()
                        .stringifyContent());
    }
}
