import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.chat.StreamingChatLanguageModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A guest is answered word by word, after a tool has told the time. */
class OlderStreams {

    interface Assistant {
        TokenStream chat(String message);
    }

    static class Clock {
        @Tool("The time")
        String time() {
            return "noon";
        }
    }

    /** Answers on another thread. */
    static class Model implements StreamingChatLanguageModel {
        final String modelName = "small-0";
        final ExecutorService thread = Executors.newSingleThreadExecutor();

        @Override
        public void generate(List<ChatMessage> messages, StreamingResponseHandler<AiMessage> handler) {
            generate(messages, List.of(), handler);
        }

        @Override
        public void generate(
                List<ChatMessage> messages, ToolSpecification tool, StreamingResponseHandler<AiMessage> handler) {
            generate(messages, List.of(), handler);
        }

        @Override
        public void generate(
                List<ChatMessage> messages,
                List<ToolSpecification> tools,
                StreamingResponseHandler<AiMessage> handler) {
            thread.execute(() -> {
                if (tools.isEmpty() || messages.get(messages.size() - 1) instanceof ToolExecutionResultMessage) {
                    handler.onNext("It is ");
                    handler.onNext("noon");
                    handler.onComplete(Response.from(AiMessage.from("It is noon"), new TokenUsage(30, 7)));
                } else {
                    handler.onComplete(Response.from(
                            AiMessage.from(ToolExecutionRequest.builder()
                                    .id("call-1")
                                    .name("time")
                                    .arguments("{}")
                                    .build()),
                            new TokenUsage(10, 7)));
                }
            });
        }
    }

    public static void main(String[] args) throws Exception {
        Model model = new Model();
        Assistant assistant = AiServices.builder(Assistant.class)
                .streamingChatLanguageModel(model)
                .tools(new Clock())
                .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
                .build();
        CompletableFuture<String> said = new CompletableFuture<>();
        assistant
                .chat("What time is it?")
                .onNext(word -> {})
                .onComplete(response -> said.complete(response.content().text()))
                .onError(said::completeExceptionally)
                .start();
        System.out.println(said.get());
        List<ChatMessage> asked = List.of(UserMessage.from("Again"));
        CompletableFuture<String> alone = new CompletableFuture<>();
        model.generate(asked, ended(alone));
        alone.get();
        CompletableFuture<String> withTool = new CompletableFuture<>();
        model.generate(asked, ToolSpecification.builder().name("none").build(), ended(withTool));
        withTool.get();
        model.thread.shutdown();
    }

    private static StreamingResponseHandler<AiMessage> ended(CompletableFuture<String> end) {
        return new StreamingResponseHandler<>() {
            @Override
            public void onNext(String word) {}

            @Override
            public void onComplete(Response<AiMessage> response) {
                end.complete(response.content().text());
            }

            @Override
            public void onError(Throwable thrown) {
                end.completeExceptionally(thrown);
            }
        };
    }
}
