import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.McpJsonMapperSupplier;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import reactor.core.publisher.Mono;

/** Servers of the Model Context Protocol, of all kinds, keep notes as a tool asks. What a client would send is handed to them. */
class Served {

    private static final McpJsonMapper JSON = ServiceLoader.load(McpJsonMapperSupplier.class)
            .findFirst()
            .orElseThrow()
            .get();

    /** What a memory server keeps. */
    static class NoteMemoryStore {
        public void store(String key, String note) {
            System.out.println("noted");
        }
    }

    private static final NoteMemoryStore NOTES = new NoteMemoryStore();

    private static McpSchema.CallToolResult note(McpSchema.CallToolRequest call) {
        NOTES.store("tea", String.valueOf(call.arguments().get("note")));
        return McpSchema.CallToolResult.builder().addTextContent("noted").build();
    }

    private static McpSchema.Tool tool() {
        return McpSchema.Tool.builder()
                .name("note")
                .inputSchema(JSON, "{\"type\":\"object\"}")
                .build();
    }

    private static McpSchema.JSONRPCRequest request(String id, String method, Object params) {
        return new McpSchema.JSONRPCRequest("2.0", method, id, params);
    }

    private static Map<String, Object> call(String tool, Map<String, Object> meta) {
        return Map.of("name", tool, "arguments", Map.of("note", "Alice likes tea"), "_meta", meta);
    }

    private static Map<String, Object> hello() {
        return Map.of(
                "protocolVersion",
                "2024-11-05",
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "desk", "version", "1"));
    }

    /** Where a server's answers go. */
    private static class Answers implements McpStreamableServerTransport {
        @Override
        public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
            boolean isError = message instanceof McpSchema.JSONRPCResponse response && response.error() != null;
            System.out.println("answered" + (isError ? " with an error" : ""));
            return Mono.empty();
        }

        @Override
        public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, String id) {
            return sendMessage(message);
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }

        @Override
        public void close() {}

        @Override
        public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
            return JSON.convertValue(data, type);
        }
    }

    private static class Provider implements McpServerTransportProvider {
        private McpServerSession.Factory sessions = transport -> null;

        @Override
        public void setSessionFactory(McpServerSession.Factory factory) {
            sessions = factory;
        }

        @Override
        public Mono<Void> notifyClients(String method, Object params) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }

    private static class StreamableProvider implements McpStreamableServerTransportProvider {
        private McpStreamableServerSession.Factory sessions = request -> null;

        @Override
        public void setSessionFactory(McpStreamableServerSession.Factory factory) {
            sessions = factory;
        }

        @Override
        public Mono<Void> notifyClients(String method, Object params) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }

    private static class StatelessTransport implements McpStatelessServerTransport {
        private McpStatelessServerHandler handler = null;

        @Override
        public void setMcpHandler(McpStatelessServerHandler given) {
            handler = given;
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }

    public static void main(String[] args) {
        McpSchema.ServerCapabilities tools =
                McpSchema.ServerCapabilities.builder().tools(false).build();

        Provider provider = new Provider();
        McpServer.sync(provider)
                .serverInfo("notes", "1")
                .capabilities(tools)
                .toolCall(tool(), (exchange, call) -> note(call))
                .build();
        McpServerTransport answers = new Answers();
        McpServerSession session = provider.sessions.create(answers);
        session.handle(request("1", "initialize", hello())).block();
        session.handle(new McpSchema.JSONRPCNotification("2.0", "notifications/initialized", Map.of()))
                .block();
        session.handle(request("2", "tools/list", Map.of())).block();
        Map<String, Object> told = Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        session.handle(request("3", "tools/call", call("note", told))).block();
        session.handle(request("4", "tools/forget", Map.of())).block();

        StreamableProvider streamable = new StreamableProvider();
        McpServer.sync(streamable)
                .serverInfo("notes", "1")
                .capabilities(tools)
                .toolCall(tool(), (exchange, call) -> note(call))
                .build();
        McpStreamableServerSession streamed = streamable
                .sessions
                .startSession(JSON.convertValue(hello(), McpSchema.InitializeRequest.class))
                .session();
        streamed.responseStream(request("1", "tools/call", call("note", Map.of())), new Answers())
                .block();

        StatelessTransport stateless = new StatelessTransport();
        McpServer.sync(stateless)
                .serverInfo("notes", "1")
                .capabilities(tools)
                .toolCall(tool(), (context, call) -> note(call))
                .build();
        for (String each : List.of("tools/list", "tools/call")) {
            McpSchema.JSONRPCResponse response = stateless
                    .handler
                    .handleRequest(McpTransportContext.EMPTY, request("1", each, call("note", Map.of())))
                    .block();
            System.out.println("stateless " + (response.error() == null));
        }
    }
}
