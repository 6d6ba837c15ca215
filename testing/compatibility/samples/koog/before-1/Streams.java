import ai.koog.agents.core.tools.ToolDescriptor;
import ai.koog.prompt.dsl.ModerationResult;
import ai.koog.prompt.dsl.Prompt;
import ai.koog.prompt.executor.clients.LLMClient;
import ai.koog.prompt.executor.llms.MultiLLMPromptExecutor;
import ai.koog.prompt.llm.LLMCapability;
import ai.koog.prompt.llm.LLMProvider;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.message.Message;
import ai.koog.prompt.message.ResponseMetaInfo;
import ai.koog.prompt.streaming.StreamFrame;
import java.util.ArrayList;
import java.util.List;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.time.Clock;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowKt;

/** Answers of a model that are read part by part; one is refused, and of one the first part is enough. */
class Streams {

    private static final LLModel MODEL =
            new LLModel(LLMProvider.OpenAI, "small-1", List.of(LLMCapability.Completion.INSTANCE));

    /** Answers on another thread. */
    static final class Model extends LLMClient {
        @Override
        public LLMProvider llmProvider() {
            return LLMProvider.OpenAI;
        }

        @Override
        public Flow<StreamFrame> executeStreaming(Prompt prompt, LLModel model, List<? extends ToolDescriptor> tools) {
            if (prompt.getId().equals("refused")) {
                return FlowKt.flow((collector, then) -> {
                    throw new IllegalStateException("HTTP 500");
                });
            }
            ResponseMetaInfo usage = ResponseMetaInfo.Companion.create(Clock.System.INSTANCE, 14, 11, 3);
            return FlowKt.flowOn(
                    FlowKt.asFlow(List.<StreamFrame>of(
                            new StreamFrame.TextDelta("It is ", 0),
                            new StreamFrame.TextDelta("sunny", 0),
                            new StreamFrame.End("stop", usage))),
                    Dispatchers.getIO());
        }

        @Override
        public Object execute(
                Prompt prompt,
                LLModel model,
                List<? extends ToolDescriptor> tools,
                Continuation<? super List<? extends Message.Response>> then) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object moderate(Prompt prompt, LLModel model, Continuation<? super ModerationResult> then) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static int parts(Flow<StreamFrame> frames) throws InterruptedException {
        List<StreamFrame> parts = new ArrayList<>();
        BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, (scope, then) -> FlowKt.toList(frames, parts, then));
        return parts.size();
    }

    private static Prompt prompt(String id) {
        return Prompt.builder(id).user("How is the weather").build();
    }

    public static void main(String[] args) throws InterruptedException {
        MultiLLMPromptExecutor executor = new MultiLLMPromptExecutor(new Model());
        System.out.println("alice: " + parts(executor.executeStreaming(prompt("alice"), MODEL, List.of())));
        try {
            parts(executor.executeStreaming(prompt("refused"), MODEL, List.of()));
        } catch (IllegalStateException refused) {
            System.out.println("bob: refused");
        }
        Flow<StreamFrame> first = executor.executeStreaming(prompt("carol"), MODEL, List.of());
        System.out.println("carol: "
                + BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, (scope, then) -> FlowKt.first(first, then))
                        .getClass()
                        .getSimpleName());
        System.out.println("dora: " + parts(new Model().executeStreaming(prompt("dora"), MODEL, List.of())));
    }
}
