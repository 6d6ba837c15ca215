import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.McpJsonMapperSupplier;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A client asks a server of the Model Context Protocol for its tools, and calls one. */
class Calls {

    /** A server in this process, which answers on a thread of its own. */
    private static final class Server implements McpClientTransport {
        private final McpJsonMapper json = ServiceLoader.load(McpJsonMapperSupplier.class)
                .findFirst()
                .orElseThrow()
                .get();
        private Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> client = message -> message;

        @Override
        public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
            client = handler;
            return Mono.empty();
        }

        @Override
        public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
            if (message instanceof McpSchema.JSONRPCRequest request) {
                return Mono.<Void>fromRunnable(() -> {
                            McpSchema.JSONRPCMessage answer = answer(request);
                            client.apply(Mono.just(answer)).subscribe();
                        })
                        .subscribeOn(Schedulers.boundedElastic());
            }
            return Mono.empty();
        }

        private static McpSchema.JSONRPCResponse answer(McpSchema.JSONRPCRequest request) {
            Object result = switch (request.method()) {
                case "initialize" ->
                    Map.of(
                            "protocolVersion",
                            "2024-11-05",
                            "capabilities",
                            Map.of("tools", Map.of(), "resources", Map.of(), "prompts", Map.of()),
                            "serverInfo",
                            Map.of("name", "weather", "version", "1"));
                case "tools/list" ->
                    Map.of("tools", List.of(Map.of("name", "weather", "inputSchema", Map.of("type", "object"))));
                case "tools/call" ->
                    Map.of("content", List.of(Map.of("type", "text", "text", "sunny")), "isError", false);
                case "resources/list" -> Map.of("resources", List.of());
                case "resources/read" -> Map.of("contents", List.of());
                case "prompts/list" -> Map.of("prompts", List.of());
                case "prompts/get" -> Map.of("messages", List.of());
                default -> Map.of();
            };
            McpSchema.JSONRPCResponse.JSONRPCError error = request.params() instanceof McpSchema.CallToolRequest call
                            && call.name().equals("flood")
                    ? new McpSchema.JSONRPCResponse.JSONRPCError(-32602, "There is no such tool.", null)
                    : null;
            return new McpSchema.JSONRPCResponse("2.0", request.id(), error == null ? result : null, error);
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }

        @Override
        public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
            return json.convertValue(data, type);
        }
    }

    public static void main(String[] args) {
        McpSyncClient client = McpClient.sync(new Server()).build();
        client.initialize();
        System.out.println("tools " + client.listTools().tools().size());
        System.out.println("called "
                + client.callTool(new McpSchema.CallToolRequest("weather", Map.of("city", "Rome")))
                        .content()
                        .size());
        try {
            client.callTool(new McpSchema.CallToolRequest("flood", Map.of()));
        } catch (RuntimeException failed) {
            System.out.println("failed " + failed.getMessage());
        }
        System.out.println("resources " + client.listResources().resources().size());
        System.out.println("read "
                + client.readResource(new McpSchema.ReadResourceRequest("file:///rome"))
                        .contents()
                        .size());
        System.out.println("prompts " + client.listPrompts().prompts().size());
        System.out.println("prompt "
                + client.getPrompt(new McpSchema.GetPromptRequest("hello", Map.of()))
                        .messages()
                        .size());
        client.close();

        McpAsyncClient async = McpClient.async(new Server()).build();
        System.out.println("called "
                + async.initialize()
                        .then(async.callTool(new McpSchema.CallToolRequest("weather", Map.of("city", "Oslo"))))
                        .block()
                        .content()
                        .size());
        async.close();
    }
}
