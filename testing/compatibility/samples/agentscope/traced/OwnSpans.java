import io.agentscope.core.ReActAgent;
import io.agentscope.core.agent.RuntimeContext;
import io.agentscope.core.tool.Toolkit;
import io.agentscope.core.tracing.OtelTracingMiddleware;
import java.util.List;

/** A guest talks to an agent whose spans AgentScope makes itself, with the application's OpenTelemetry. */
class OwnSpans {

    public static void main(String[] args) {
        Toolkit tools = new Toolkit();
        tools.registerTool(new Turns.Weather());
        ReActAgent agent = ReActAgent.builder()
                .name("Guide")
                .model(new Turns.Model())
                .toolkit(tools)
                .middleware(new OtelTracingMiddleware())
                .build();
        RuntimeContext session =
                RuntimeContext.builder().userId("alice").sessionId("alice").build();
        System.out.println(agent.call(List.of(Turns.message("How is the weather in Rome")), session)
                .block()
                .getTextContent());
    }
}
