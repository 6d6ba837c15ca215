import com.google.genai.Chat;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Asks a model at once, later, in a chat and part by part. A small server of this process answers. */
class Models {

    private static final String ANSWER =
            "{'responseId':'resp-1','modelVersion':'small-1-2026','candidates':[{'index':0,"
                    + "'finishReason':'STOP','content':{'role':'model','parts':[{'text':'It is sunny in Rome'}]}}],'usageMetadata':"
                    + "{'promptTokenCount':10,'candidatesTokenCount':7,'totalTokenCount':19,'cachedContentTokenCount':3,"
                    + "'thoughtsTokenCount':2}}";

    private static String serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(run -> {
            Thread thread = new Thread(run, "server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", Models::answer);
        server.start();
        return "http://localhost:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean isStream = exchange.getRequestURI().getPath().contains("stream");
            boolean isRefused = body.contains("flood");
            String text = isRefused
                    ? "{'error':{'code':400,'message':'no','status':'INVALID_ARGUMENT'}}"
                    : isStream ? "data: " + ANSWER + "\n\ndata: " + ANSWER + "\n\n" : ANSWER;
            byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", isStream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(isRefused ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    public static void main(String[] args) throws Exception {
        Client client = Client.builder()
                .apiKey("none")
                .httpOptions(HttpOptions.builder().baseUrl(serve()).build())
                .build();
        String question = "How is the weather in Rome?";
        System.out.println("answered "
                + client.models
                        .generateContent("small-1", question, null)
                        .candidates()
                        .get()
                        .size());
        System.out.println("later "
                + client.async
                        .models
                        .generateContent("small-1", question, null)
                        .get()
                        .candidates()
                        .get()
                        .size());
        Chat chat = client.chats.create("small-1");
        System.out.println(
                "chat " + chat.sendMessage(question).candidates().get().size());
        try {
            client.models.generateContent("small-1", "flood", null);
        } catch (RuntimeException refused) {
            System.out.println("refused");
        }
        int parts = 0;
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream("small-1", question, null)) {
            for (GenerateContentResponse each : stream) {
                parts += each.candidates().get().size();
            }
        }
        System.out.println("parts " + parts);
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }
}
