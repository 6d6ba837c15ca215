import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import java.util.Map;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.MemorySaver;
import org.bsc.langgraph4j.state.AgentState;

/** A graph with a name, which is invoked in all ways. */
class Graph {

    public static void main(String[] args) throws Exception {
        CompiledGraph<AgentState> graph = new StateGraph<>(AgentState::new)
                .addNode("greet", node_async(state -> Map.of("greeting", "hello")))
                .addEdge(StateGraph.START, "greet")
                .addEdge("greet", StateGraph.END)
                .compile(CompileConfig.builder()
                        .graphId("greeter")
                        .checkpointSaver(new MemorySaver())
                        .build());
        RunnableConfig alice = RunnableConfig.builder().threadId("alice").build();
        System.out.println("invoked " + graph.invoke(Map.of(), alice).isPresent());
        System.out.println(
                "invoked " + graph.invoke(GraphInput.args(Map.of()), alice).isPresent());
        System.out.println(
                "invoked " + graph.invokeFinal(GraphInput.args(Map.of()), alice).isPresent());
    }
}
