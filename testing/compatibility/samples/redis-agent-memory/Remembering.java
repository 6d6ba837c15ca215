import com.redis.agentmemory.MemoryAPIClient;
import com.redis.agentmemory.exceptions.MemoryClientException;
import com.redis.agentmemory.exceptions.MemoryNotFoundException;
import com.redis.agentmemory.models.longtermemory.MemoryRecord;
import com.redis.agentmemory.models.longtermemory.SearchRequest;
import com.redis.agentmemory.models.workingmemory.MemoryMessage;
import com.redis.agentmemory.models.workingmemory.MergeStrategy;
import com.redis.agentmemory.models.workingmemory.WorkingMemory;
import com.redis.agentmemory.services.LongTermMemoryService;
import com.redis.agentmemory.services.WorkingMemoryService;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An agent's working memory and its long-term one, on a server that knows just enough of the protocol. */
class Remembering {

    private static final String FACT = "{\"id\": \"m-1\", \"text\": \"Alice likes tea\", \"namespace\": \"shop\"}";

    private static final Map<String, String> SESSIONS = new ConcurrentHashMap<>();

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Remembering::answer);
        server.start();
        String url = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        try (MemoryAPIClient client = MemoryAPIClient.builder(url).build()) {
            work(client.workingMemory());
            remember(client.longTermMemory());
            client.hydration().memoryPrompt("Who likes tea?", "alice", "shop", null, null, null, null, false);
        } finally {
            server.stop(0);
        }
    }

    private static void work(WorkingMemoryService memory) throws MemoryClientException {
        memory.putWorkingMemory(
                "alice",
                WorkingMemory.builder()
                        .sessionId("alice")
                        .messages(List.of(message("I am Alice.")))
                        .ttlSeconds(60)
                        .build());
        System.out.println(
                "alice " + memory.getWorkingMemory("alice").getMessages().size());
        memory.appendMessagesToWorkingMemory("alice", List.of(message("I like tea.")), "shop", null, null, null);
        memory.addMemoriesToWorkingMemory("alice", List.of(fact("Alice likes tea")), false, "shop");
        memory.setWorkingMemoryData("alice", Map.of("mood", "fine"), "shop", null);
        memory.updateWorkingMemoryData("alice", Map.of("mood", "better"), "shop", MergeStrategy.MERGE, null);
        System.out.println("sessions " + memory.listSessions().getSessions().size());
        memory.deleteWorkingMemory("alice");
        try {
            memory.getWorkingMemory("bob");
        } catch (MemoryNotFoundException unknown) {
            System.out.println("bob is unknown");
        }
    }

    private static void remember(LongTermMemoryService memory) throws MemoryClientException {
        memory.createLongTermMemories(List.of(fact("Alice likes tea"), fact("Bob drinks milk")));
        System.out.println("found "
                + memory.searchLongTermMemories(SearchRequest.builder()
                                .text("tea")
                                .sessionId("alice")
                                .limit(5)
                                .build())
                        .getMemories()
                        .size());
        System.out.println(
                "asked " + memory.searchLongTermMemories("tea").getMemories().size());
        System.out.println("fact " + memory.getLongTermMemory("m-1").getText());
        memory.editLongTermMemory("m-1", Map.of("text", "Alice loves tea"));
        memory.deleteLongTermMemories(List.of("m-1", "m-2"));
    }

    private static MemoryMessage message(String text) {
        return MemoryMessage.builder().role("user").content(text).build();
    }

    private static MemoryRecord fact(String text) {
        return MemoryRecord.builder().text(text).namespace("shop").build();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String said = path.startsWith("/v1/working-memory/")
                ? session(exchange.getRequestMethod(), path.substring("/v1/working-memory/".length()), sent)
                : fact(exchange.getRequestMethod(), path);
        byte[] body = (said == null ? "{}" : said).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(said == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String session(String method, String session, String sent) {
        if (session.isEmpty()) {
            return "{\"sessions\": [\"" + String.join("\", \"", SESSIONS.keySet()) + "\"], \"total\": "
                    + SESSIONS.size() + "}";
        }
        switch (method) {
            case "PUT":
                SESSIONS.put(session, sent);
                return sent;
            case "DELETE":
                SESSIONS.remove(session);
                return "{\"status\": \"ok\"}";
            default:
                return SESSIONS.get(session);
        }
    }

    private static String fact(String method, String path) {
        if (path.endsWith("/search")) {
            return "{\"memories\": [" + FACT + "], \"total\": 1}";
        }
        if (path.endsWith("/prompt")) {
            return "{}";
        }
        return method.equals("GET") || method.equals("PATCH") ? FACT : "{\"status\": \"ok\"}";
    }
}
