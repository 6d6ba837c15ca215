import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model behind OpenAI's protocol: it first asks the tool for the city of a question, then answers. */
final class ModelService {

    private static final String HEAD =
            "{\"id\":\"1\",\"created\":1,\"model\":\"small-1-2026\",\"object\":\"chat.completion";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":7,\"total_tokens\":17}}";

    private ModelService() {}

    static String start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", ModelService::answer);
        server.setExecutor(task -> {
            Thread thread = new Thread(task, "model");
            thread.setDaemon(true);
            thread.start();
        });
        server.start();
        return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/v1";
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        // A client that keeps a connection may use it just when the server closes it.
        exchange.getResponseHeaders().set("Connection", "close");
        if (request.contains("Fail")) {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
            return;
        }
        boolean isStream = has(request, "\"stream\"\\s*:\\s*true");
        Matcher asked = Pattern.compile("is the weather in (\\w+)").matcher(request);
        String call = asked.find() && !has(request, "\"role\"\\s*:\\s*\"tool\"")
                ? "\"tool_calls\":[{\"index\":0,\"id\":\"call-1\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                        + "\"arguments\":\"{\\\"city\\\":\\\"" + asked.group(1) + "\\\"}\"}}]"
                : null;
        byte[] answer = (isStream ? streamed(call) : complete(call)).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", isStream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static boolean has(String request, String pattern) {
        return Pattern.compile(pattern).matcher(request).find();
    }

    private static String complete(String call) {
        return HEAD + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + (call == null ? "\"content\":\"It is sunny\"" : call) + "},\"finish_reason\":\"" + reason(call)
                + "\"}],"
                + USAGE;
    }

    private static String streamed(String call) {
        StringBuilder answer = new StringBuilder();
        if (call == null) {
            for (String part : new String[] {"It ", "is ", "sunny"}) {
                answer.append(choice("{\"content\":\"" + part + "\"}", "null"));
            }
        } else {
            answer.append(choice("{\"role\":\"assistant\"," + call + "}", "null"));
        }
        return answer.append(choice("{}", "\"" + reason(call) + "\""))
                .append("data: " + HEAD + ".chunk\",\"choices\":[]," + USAGE + "\n\ndata: [DONE]\n\n")
                .toString();
    }

    private static String choice(String delta, String reason) {
        return "data: " + HEAD + ".chunk\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":"
                + reason + "}]}\n\n";
    }

    private static String reason(String call) {
        return call == null ? "stop" : "tool_calls";
    }
}
