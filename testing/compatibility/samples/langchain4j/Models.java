import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.tool.ToolExecutor;
import java.util.concurrent.CompletableFuture;

/** A model that is asked in all ways, and a tool that is run by hand. */
class Models {

    static class Model implements ChatModel {
        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName("small-1").build();
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            return answer(request);
        }

        @Override
        public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
            return CompletableFuture.supplyAsync(() -> answer(request));
        }

        private static ChatResponse answer(ChatRequest request) {
            if (((UserMessage) request.messages().get(0)).singleText().isBlank()) {
                throw new IllegalStateException("There is no question.");
            }
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from("Yes."))
                    .tokenUsage(new TokenUsage(5, 2))
                    .build();
        }
    }

    /** Passes each request on. */
    static class Decorator implements ChatModel {
        private final ChatModel model;

        Decorator(ChatModel model) {
            this.model = model;
        }

        @Override
        public ChatResponse chat(ChatRequest request) {
            return model.chat(request);
        }
    }

    static class Echo implements ToolExecutor {
        @Override
        public String execute(ToolExecutionRequest request, Object memoryId) {
            return request.arguments();
        }
    }

    public static void main(String[] args) {
        ChatModel model = new Model();
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from("Is it?")).build();
        System.out.println(model.chat(request).aiMessage().text());
        System.out.println(
                model.chat(request, ChatRequestOptions.EMPTY).aiMessage().text());
        System.out.println(model.chatAsync(request).join().aiMessage().text());
        System.out.println(model.chatAsync(request, ChatRequestOptions.EMPTY)
                .join()
                .aiMessage()
                .text());
        System.out.println(model.doChat(request).aiMessage().text());
        System.out.println(model.doChatAsync(request).join().aiMessage().text());
        System.out.println(new Decorator(model).chat(request).aiMessage().text());
        try {
            model.chat(" ");
        } catch (IllegalStateException failed) {
            System.out.println(failed.getMessage());
        }
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("call-7")
                .name("echo")
                .arguments("{}")
                .build();
        System.out.println(new Echo().execute(call, "alice"));
        System.out.println(new Echo().executeWithContext(call, null).resultText());
    }
}
