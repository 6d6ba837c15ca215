import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Guests are answered word by word, by a model behind HTTP. */
class Streams {

    interface Assistant {
        TokenStream chat(@MemoryId String guest, @dev.langchain4j.service.UserMessage String message);
    }

    static class Weather {
        @Tool("The weather in a city")
        String weather(@P("city") String city) {
            if (city.equals("Atlantis")) {
                throw new IllegalStateException("No such city");
            }
            return "sunny in " + city;
        }
    }

    private static final Map<String, ChatMemory> MEMORIES = new ConcurrentHashMap<>();

    private static final CountDownLatch WANTS_NO_MORE = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", Streams::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        StreamingChatModel model = OpenAiStreamingChatModel.builder()
                .baseUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/v1")
                .apiKey("none")
                .modelName("small-1")
                .timeout(Duration.ofSeconds(60))
                .build();
        Assistant assistant = AiServices.builder(Assistant.class)
                .streamingChatModel(model)
                .tools(new Weather())
                .chatMemoryProvider(guest -> MEMORIES.computeIfAbsent(
                        (String) guest,
                        id -> MessageWindowChatMemory.builder()
                                .id(id)
                                .maxMessages(20)
                                .build()))
                .build();

        // Two at once.
        CompletableFuture<String> alice = said(assistant.chat("alice", "How is the weather in Rome"));
        CompletableFuture<String> bob = said(assistant.chat("bob", "How is the weather in Oslo"));
        System.out.println("alice: " + alice.get());
        System.out.println("bob: " + bob.get());
        System.out.println(
                "carol: " + said(assistant.chat("carol", "Please fail")).get());
        System.out.println("dave: "
                + said(assistant.chat("dave", "How is the weather in Atlantis")).get());

        CompletableFuture<String> erin = new CompletableFuture<>();
        assistant
                .chat("erin", "Count for ever")
                .onPartialResponseWithContext((part, context) -> {
                    context.streamingHandle().cancel();
                    WANTS_NO_MORE.countDown();
                    erin.complete(part.text() + " cancelled");
                })
                .onError(erin::completeExceptionally)
                .start();
        System.out.println("erin: " + erin.get());

        // Without a service, and within what is called back.
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from("Just say it")).build();
        CompletableFuture<String> frank = new CompletableFuture<>();
        model.chat(request, answered(response -> {
            MEMORIES.get("bob").add(response.aiMessage());
            model.chat(request, ChatRequestOptions.EMPTY, answered(again -> frank.complete("said twice")));
        }));
        System.out.println("frank: " + frank.get());
        CompletableFuture<String> echo = new CompletableFuture<>();
        new Echo()
                .doChat(
                        request,
                        answered(response -> echo.complete(response.aiMessage().text())));
        System.out.println("echo: " + echo.get());

        // The answer to one guest begins the turn of the next.
        CompletableFuture<String> ivan = new CompletableFuture<>();
        assistant
                .chat("heidi", "How is the weather in Rome")
                .onPartialResponse(part -> {})
                .onCompleteResponse(response -> said(assistant.chat("ivan", "How is the weather in Oslo"))
                        .whenComplete((text, failed) -> ivan.complete(text)))
                .onError(ivan::completeExceptionally)
                .start();
        System.out.println("ivan: " + ivan.get());

        assistant.chat("grace", "Never asked");
        server.stop(0);
        System.exit(0);
    }

    /** Answers before its method returns. */
    static class Echo implements StreamingChatModel {
        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            handler.onPartialResponse("So ");
            handler.onPartialResponse("it is");
            handler.onCompleteResponse(ChatResponse.builder()
                    .aiMessage(AiMessage.from("So it is"))
                    .tokenUsage(new TokenUsage(3, 2))
                    .build());
        }
    }

    private static StreamingChatResponseHandler answered(Consumer<ChatResponse> then) {
        return new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {}

            @Override
            public void onCompleteResponse(ChatResponse response) {
                then.accept(response);
            }

            @Override
            public void onError(Throwable error) {
                error.printStackTrace();
            }
        };
    }

    private static CompletableFuture<String> said(TokenStream stream) {
        CompletableFuture<String> said = new CompletableFuture<>();
        // After the turn: its callback is over before.
        stream.onPartialResponse(part -> {})
                .onCompleteResponse(response ->
                        said.completeAsync(() -> response.aiMessage().text()))
                .onError(error ->
                        said.completeAsync(() -> "failed " + error.getClass().getSimpleName()))
                .start();
        return said;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.contains("Please fail")) {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            if (asked.contains("for ever")) {
                say(out, "one");
                for (int i = 0; i < 10_000 && WANTS_NO_MORE.getCount() > 0; i++) {
                    say(out, "more");
                    Thread.sleep(1);
                }
            } else if (asked.replace(" ", "").contains("\"role\":\"tool\"")) {
                say(out, "It is ");
                say(out, "sunny");
                end(out, "stop", 30);
            } else if (asked.contains("weather in ")) {
                String city = asked.contains("Rome") ? "Rome" : asked.contains("Oslo") ? "Oslo" : "Atlantis";
                event(
                        out,
                        "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call-1\","
                                + "\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"arg0\\\":\\\""
                                + city
                                + "\\\"}\"}}]}}]}");
                end(out, "tool_calls", 10);
            } else {
                say(out, "Said");
                end(out, "stop", 5);
            }
        } catch (IOException | InterruptedException gone) {
            // The guest wants no more.
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        event(out, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}");
    }

    private static void end(OutputStream out, String reason, int tokens) throws IOException {
        event(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
        event(
                out,
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + tokens + ",\"completion_tokens\":7,\"total_tokens\":"
                        + (tokens + 7) + "}}");
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void event(OutputStream out, String json) throws IOException {
        out.write(("data: {\"id\":\"1\",\"model\":\"small-1-2026\"," + json.substring(1) + "\n\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
