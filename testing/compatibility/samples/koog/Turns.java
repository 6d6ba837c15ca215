import ai.koog.agents.chatMemory.feature.ChatMemory;
import ai.koog.agents.chatMemory.feature.InMemoryChatHistoryProvider;
import ai.koog.agents.core.agent.AIAgent;
import ai.koog.agents.core.tools.SimpleTool;
import ai.koog.agents.core.tools.ToolDescriptor;
import ai.koog.agents.core.tools.ToolRegistry;
import ai.koog.prompt.Prompt;
import ai.koog.prompt.dsl.ModerationResult;
import ai.koog.prompt.executor.clients.LLMClient;
import ai.koog.prompt.executor.llms.MultiLLMPromptExecutor;
import ai.koog.prompt.llm.LLMCapability;
import ai.koog.prompt.llm.LLMProvider;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.message.Message;
import ai.koog.prompt.message.MessagePart;
import ai.koog.prompt.message.ResponseMetaInfo;
import ai.koog.serialization.JSONObject;
import ai.koog.serialization.JSONPrimitive;
import ai.koog.serialization.JSONSerializer;
import ai.koog.serialization.TypeToken;
import ai.koog.utils.time.KoogClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;

/** A guest talks to an agent, which remembers the chat and asks a tool for the weather. */
class Turns {

    record City(String name) {}

    /** Answers on another thread. */
    static final class Weather extends SimpleTool<City> {
        Weather() {
            super(TypeToken.of(City.class), "weather", "The weather in a city");
        }

        @Override
        public City decodeArgs(JSONObject arguments, JSONSerializer serializer) {
            return new City(((JSONPrimitive) arguments.getEntries().get("name")).getContent());
        }

        @Override
        public Object execute(City city, Continuation<? super String> then) {
            CompletableFuture.runAsync(() -> then.resumeWith("sunny in " + city.name()));
            return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
    }

    /** A model that first asks the tool for the city that the message ends with, then answers; on another thread. */
    static final class Model extends LLMClient {
        @Override
        public LLMProvider llmProvider() {
            return LLMProvider.OpenAI;
        }

        // Overrides a suspend function, which Koog hides from Java's compiler, as moderate does.
        public Object execute(
                Prompt prompt,
                LLModel model,
                List<? extends ToolDescriptor> tools,
                Continuation<? super Message.Assistant> then) {
            CompletableFuture.runAsync(() -> then.resumeWith(answer(prompt)));
            return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }

        private static Message.Assistant answer(Prompt prompt) {
            List<Message> messages = prompt.getMessages();
            MessagePart last = messages.get(messages.size() - 1).getParts().get(0);
            ResponseMetaInfo usage = ResponseMetaInfo.Companion.create(KoogClock.System, 14, 11, 3);
            if (last instanceof MessagePart.Tool.Result result) {
                return new Message.Assistant(
                        List.of(new MessagePart.Text("It is " + result.getOutput())), usage, null, null, null);
            }
            String text = ((MessagePart.Text) last).getText();
            String city = text.substring(text.lastIndexOf(' ') + 1);
            return new Message.Assistant(
                    List.of(new MessagePart.Tool.Call("call-1", "weather", "{\"name\":\"" + city + "\"}")),
                    usage,
                    null,
                    null,
                    null);
        }

        public Object moderate(Prompt prompt, LLModel model, Continuation<? super ModerationResult> then) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static final LLModel MODEL = new LLModel(
            LLMProvider.OpenAI, "small-1", List.of(LLMCapability.Tools.INSTANCE, LLMCapability.Completion.INSTANCE));

    public static void main(String[] args) {
        AIAgent<String, String> agent = AIAgent.builder()
                .promptExecutor(new MultiLLMPromptExecutor(new Model()))
                .llmModel(MODEL)
                .id("guide")
                .toolRegistry(ToolRegistry.builder().tool(new Weather()).build())
                .install(ChatMemory.Feature, memory -> memory.chatHistoryProvider(new InMemoryChatHistoryProvider()))
                .build();
        System.out.println(agent.run("How is the weather in Rome", "alice"));
        System.out.println(agent.run("And in Oslo", "bob"));
        // Without an agent.
        new Model().execute(Prompt.builder("direct").user("And in Bergen").build(), MODEL, List.of());
    }
}
