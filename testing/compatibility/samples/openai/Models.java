import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks a model for chat completions and responses: at once, later, and part by part. A small server of this process answers. */
class Models {

    /** What a server answers. */
    interface Answers {

        /** The body of the answer to a request; one that begins with "data:" is a stream of events, null says that it is a bad request. */
        String to(String method, String path, String body);
    }

    /** Starts one that this process ends with. */
    static String serve(Answers answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(run -> {
            Thread thread = new Thread(run, "server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
        return "http://localhost:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Answers answers) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String answer = answers.to(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body);
            boolean isStream = answer != null && answer.startsWith("data:");
            exchange.getResponseHeaders().set("content-type", isStream ? "text/event-stream" : "application/json");
            String text = answer == null ? "{'error':{'message':'no','type':'invalid_request_error'}}" : answer;
            byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    static OpenAIClient client(String url) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url)
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    private static final String USAGE = "{'prompt_tokens':10,'completion_tokens':7,'total_tokens':17,"
            + "'prompt_tokens_details':{'cached_tokens':3},'completion_tokens_details':{'reasoning_tokens':2}}";
    private static final String RESPONSE = "{'id':'resp_1','object':'response','created_at':1,'model':'small-1-2026',"
            + "'output':[{'type':'message','id':'msg_1','role':'assistant','status':'completed','content':"
            + "[{'type':'output_text','text':'It is sunny in Rome','annotations':[]}]}],'status':'%s','usage':{'input_tokens':10,"
            + "'input_tokens_details':{'cached_tokens':3},'output_tokens':7,'output_tokens_details':{'reasoning_tokens':2},"
            + "'total_tokens':17}}";

    private static String model(String method, String path, String body) {
        if (body.contains("flood")) {
            return null;
        }
        boolean isStream = body.contains("\"stream\":true");
        if (path.endsWith("/responses")) {
            String done = RESPONSE.formatted("completed");
            return isStream
                    ? event("{'type':'response.created','sequence_number':0,'response':"
                                    + RESPONSE.formatted("in_progress") + "}")
                            + event("{'type':'response.output_text.delta','sequence_number':1,'item_id':'msg_1',"
                                    + "'output_index':0,'content_index':0,'delta':'It is sunny in Rome','logprobs':[]}")
                            + event("{'type':'response.completed','sequence_number':2,'response':" + done + "}")
                    : done;
        }
        if (isStream) {
            return event(chunk("[{'index':0,'delta':{'content':'It is sunny in Rome'},'finish_reason':null}]", "null"))
                    + event(chunk("[{'index':0,'delta':{},'finish_reason':'stop'}]", "null"))
                    + event(chunk("[]", USAGE))
                    + event("[DONE]");
        }
        return "{'id':'chat_1','object':'chat.completion','created':1,'model':'small-1-2026','choices':[{'index':0,"
                + "'finish_reason':'stop','logprobs':null,'message':{'role':'assistant','refusal':null,'content':"
                + "'It is sunny in Rome'}}],'usage':" + USAGE + "}";
    }

    private static String chunk(String choices, String usage) {
        return "{'id':'chat_1','object':'chat.completion.chunk','created':1,'model':'small-1-2026','choices':" + choices
                + ",'usage':" + usage + "}";
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static ChatCompletionCreateParams question(String text) {
        return ChatCompletionCreateParams.builder()
                .model("small-1")
                .addUserMessage(text)
                .build();
    }

    public static void main(String[] args) throws Exception {
        OpenAIClient client = client(serve(Models::model));
        ChatCompletionCreateParams question = question("How is the weather in Rome?");
        ResponseCreateParams asked = ResponseCreateParams.builder()
                .model("small-1")
                .input("How is the weather in Rome?")
                .build();
        System.out.println(
                "chat " + client.chat().completions().create(question).choices().size());
        System.out.println("chat later "
                + client.async()
                        .chat()
                        .completions()
                        .create(question)
                        .join()
                        .choices()
                        .size());
        System.out.println(
                "response " + client.responses().create(asked).output().size());
        System.out.println("response later "
                + client.async().responses().create(asked).join().output().size());
        try {
            client.chat().completions().create(question("flood"));
        } catch (OpenAIServiceException refused) {
            System.out.println("refused " + refused.statusCode());
        }
        streamed(client, question, asked);
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }

    private static void streamed(OpenAIClient client, ChatCompletionCreateParams question, ResponseCreateParams asked)
            throws Exception {
        try (StreamResponse<ChatCompletionChunk> closed =
                client.chat().completions().createStreaming(question)) {
            System.out.println("chat parts " + closed.stream().count());
        }
        try (StreamResponse<ResponseStreamEvent> left = client.responses().createStreaming(asked)) {
            System.out.println("response parts " + left.stream().limit(2).count());
        }

        AtomicInteger parts = new AtomicInteger();
        client.async()
                .chat()
                .completions()
                .createStreaming(question)
                .subscribe(part -> parts.incrementAndGet())
                .onCompleteFuture()
                .join();
        System.out.println("chat parts later " + parts.get());

        CountDownLatch ended = new CountDownLatch(1);
        client.async().responses().createStreaming(asked).subscribe(new AsyncStreamResponse.Handler<>() {
            @Override
            public void onNext(ResponseStreamEvent part) {}

            @Override
            public void onComplete(Optional<Throwable> error) {
                System.out.println("response ended well " + error.isEmpty());
                ended.countDown();
            }
        });
        ended.await();

        CountDownLatch refused = new CountDownLatch(1);
        client.async()
                .chat()
                .completions()
                .createStreaming(question("flood"))
                .subscribe(new AsyncStreamResponse.Handler<>() {
                    @Override
                    public void onNext(ChatCompletionChunk part) {}

                    @Override
                    public void onComplete(Optional<Throwable> error) {
                        System.out.println("failed " + error.isPresent());
                        refused.countDown();
                    }
                });
        refused.await();
    }
}
