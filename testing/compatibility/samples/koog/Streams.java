import ai.koog.agents.core.agent.AIAgent;
import ai.koog.http.client.KoogHttpClient;
import ai.koog.prompt.Prompt;
import ai.koog.prompt.executor.clients.LLMClient;
import ai.koog.prompt.executor.clients.openai.OpenAIClientSettings;
import ai.koog.prompt.executor.clients.openai.OpenAILLMClient;
import ai.koog.prompt.executor.llms.MultiLLMPromptExecutor;
import ai.koog.prompt.executor.model.PromptExecutor;
import ai.koog.prompt.llm.LLMCapability;
import ai.koog.prompt.llm.LLMProvider;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.streaming.StreamFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function1;
import kotlin.reflect.KClass;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.flow.FlowKt;

/** Guests read an agent's answers part by part; one is refused, and one has enough after the first part. */
class Streams {

    private static final LLModel MODEL = new LLModel(
            LLMProvider.OpenAI,
            "small-1",
            List.of(LLMCapability.Completion.INSTANCE, LLMCapability.OpenAIEndpoint.Completions.INSTANCE));

    /** What OpenAI's client gets for its requests, on another thread. */
    static final class Service implements KoogHttpClient {

        private static final String HEAD =
                "{\"id\":\"1\",\"created\":1,\"model\":\"small-1-2026\",\"object\":\"chat.completion.chunk\",\"choices\":[";

        @Override
        public String getClientName() {
            return "service";
        }

        @Override
        public <T, R, O> kotlinx.coroutines.flow.Flow<O> sse(
                String path,
                T request,
                KClass<T> type,
                Function1<? super String, Boolean> filter,
                Function1<? super String, ? extends R> decode,
                Function1<? super R, ? extends O> process,
                Map<String, String> parameters,
                Map<String, String> headers) {
            if (request.toString().contains("Fail")) {
                return FlowKt.flow((collector, then) -> {
                    throw new IllegalStateException("HTTP 500");
                });
            }
            List<O> frames = new ArrayList<>();
            for (String each : List.of(
                    HEAD + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"It is \"}}]}",
                    HEAD + "{\"index\":0,\"delta\":{\"content\":\"sunny\"}}]}",
                    HEAD + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                    HEAD + "],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14}}")) {
                frames.add(process.invoke(decode.invoke(each)));
            }
            return FlowKt.flowOn(FlowKt.asFlow(frames), Dispatchers.getIO());
        }

        @Override
        public <R> Object get(
                String path,
                KClass<R> type,
                Map<String, String> parameters,
                Map<String, String> headers,
                Continuation<? super R> then) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T, R> Object post(
                String path,
                T request,
                KClass<T> type,
                KClass<R> result,
                Map<String, String> parameters,
                Map<String, String> headers,
                Continuation<? super R> then) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> kotlinx.coroutines.flow.Flow<String> lines(
                String path, T request, KClass<T> type, Map<String, String> parameters, Map<String, String> headers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** Puts together what arrives, up to a number of parts. */
    static final class Reader implements Flow.Subscriber<StreamFrame> {

        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final StringBuilder read = new StringBuilder();
        private final int enough;
        private Flow.Subscription subscription;

        Reader(int enough) {
            this.enough = enough;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(StreamFrame frame) {
            if (frame instanceof StreamFrame.TextDelta part) {
                read.append(part.getText());
            }
            if (read.length() >= enough) {
                subscription.cancel();
                text.complete(read.toString());
            }
        }

        @Override
        public void onError(Throwable thrown) {
            text.completeExceptionally(thrown);
        }

        @Override
        public void onComplete() {
            text.complete(read.toString());
        }
    }

    private static String read(Flow.Publisher<StreamFrame> frames, int enough) {
        Reader reader = new Reader(enough);
        frames.subscribe(reader);
        return reader.text.join();
    }

    public static void main(String[] args) {
        LLMClient client = new OpenAILLMClient(new OpenAIClientSettings(), new Service());
        PromptExecutor executor = new MultiLLMPromptExecutor(client);
        AIAgent<String, String> agent = AIAgent.builder()
                .promptExecutor(executor)
                .llmModel(MODEL)
                .id("guide")
                .<String, String>functionalStrategy(
                        "talk", (context, message) -> read(context.requestLLMStreaming(message), Integer.MAX_VALUE))
                .build();
        System.out.println("alice: " + agent.run("How is the weather in Rome", "alice"));
        try {
            agent.run("Fail", "bob");
        } catch (RuntimeException refused) {
            System.out.println("bob: refused");
        }
        // Without an agent.
        Prompt prompt = Prompt.builder("direct").user("And in Bergen").build();
        System.out.println("carol: " + read(executor.executeStreaming(prompt, MODEL, List.of()), 1));
        System.out.println("dora: " + read(client.executeStreaming(prompt, MODEL, List.of()), Integer.MAX_VALUE));
    }
}
