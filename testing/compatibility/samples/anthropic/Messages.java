import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks a model in all the ways that the SDK has: at once, later, and part by part. A small server of this process answers. */
class Messages {

    /** What a server answers. */
    interface Answers {

        /** The body of the answer to a request; one that begins with "event:" is a stream of events, null says that it is a bad request. */
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
            boolean isStream = answer != null && answer.startsWith("event:");
            exchange.getResponseHeaders().set("content-type", isStream ? "text/event-stream" : "application/json");
            String text = answer == null
                    ? "{'type':'error','error':{'type':'invalid_request_error','message':'no'}}"
                    : answer;
            byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    static AnthropicClient client(String url) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    private static final String MESSAGE =
            "{'id':'msg_1','type':'message','role':'assistant','model':'small-1-2026','content':%s,"
                    + "'stop_reason':%s,'stop_sequence':null,'usage':{'input_tokens':10,'output_tokens':%d,"
                    + "'cache_creation_input_tokens':4,'cache_read_input_tokens':3}}";

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static String model(String method, String path, String body) {
        if (body.contains("flood")) {
            return null;
        }
        if (!body.contains("\"stream\":true")) {
            return MESSAGE.formatted(
                    "[{'type':'text','text':'It is sunny in Rome','citations':null}]", "'end_turn'", 7);
        }
        return event("message_start", "{'type':'message_start','message':" + MESSAGE.formatted("[]", "null", 1) + "}")
                + event(
                        "content_block_start",
                        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'','citations':null}}")
                + event(
                        "content_block_delta",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'It is sunny in Rome'}}")
                + event("content_block_stop", "{'type':'content_block_stop','index':0}")
                + event(
                        "message_delta",
                        "{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},"
                                + "'usage':{'output_tokens':7}}")
                + event("message_stop", "{'type':'message_stop'}");
    }

    private static MessageCreateParams question(String text) {
        return MessageCreateParams.builder()
                .model("small-1")
                .maxTokens(100)
                .addUserMessage(text)
                .build();
    }

    private static com.anthropic.models.beta.messages.MessageCreateParams betaQuestion() {
        return com.anthropic.models.beta.messages.MessageCreateParams.builder()
                .model("small-1")
                .maxTokens(100)
                .addUserMessage("How is the weather in Rome?")
                .build();
    }

    public static void main(String[] args) throws Exception {
        AnthropicClient client = client(serve(Messages::model));
        MessageCreateParams question = question("How is the weather in Rome?");
        System.out.println(
                "answered " + client.messages().create(question).content().size());
        System.out.println("later "
                + client.async().messages().create(question).join().content().size());
        System.out.println("beta "
                + client.beta().messages().create(betaQuestion()).content().size());
        System.out.println("beta later "
                + client.async()
                        .beta()
                        .messages()
                        .create(betaQuestion())
                        .join()
                        .content()
                        .size());
        try {
            client.messages().create(question("flood"));
        } catch (AnthropicServiceException refused) {
            System.out.println("refused " + refused.statusCode());
        }
        streamed(client, question);
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }

    private static void streamed(AnthropicClient client, MessageCreateParams question) throws Exception {
        try (StreamResponse<RawMessageStreamEvent> closed = client.messages().createStreaming(question)) {
            System.out.println("parts " + closed.stream().count());
        }
        try (StreamResponse<BetaRawMessageStreamEvent> left =
                client.beta().messages().createStreaming(betaQuestion())) {
            System.out.println("beta parts " + left.stream().limit(2).count());
        }

        AtomicInteger parts = new AtomicInteger();
        client.async()
                .messages()
                .createStreaming(question)
                .subscribe(part -> parts.incrementAndGet())
                .onCompleteFuture()
                .join();
        System.out.println("parts later " + parts.get());

        List<String> ends = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        client.async().beta().messages().createStreaming(betaQuestion()).subscribe(new AsyncStreamResponse.Handler<>() {
            @Override
            public void onNext(BetaRawMessageStreamEvent part) {}

            @Override
            public void onComplete(Optional<Throwable> error) {
                ends.add("well " + error.isEmpty());
                ended.countDown();
            }
        });
        ended.await();
        System.out.println("beta ended " + ends);

        CountDownLatch refused = new CountDownLatch(1);
        client.async().messages().createStreaming(question("flood")).subscribe(new AsyncStreamResponse.Handler<>() {
            @Override
            public void onNext(RawMessageStreamEvent part) {}

            @Override
            public void onComplete(Optional<Throwable> error) {
                System.out.println("failed " + error.isPresent());
                refused.countDown();
            }
        });
        refused.await();
    }
}
