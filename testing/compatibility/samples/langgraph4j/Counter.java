import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import java.util.Map;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.MemorySaver;
import org.bsc.langgraph4j.state.AgentState;

/** A graph of two steps whose state is kept after each, by thread. */
class Counter {

    public static void main(String[] args) throws Exception {
        MemorySaver saver = new MemorySaver();
        CompiledGraph<AgentState> graph = new StateGraph<>(AgentState::new)
                .addNode("first", node_async(state -> Map.of("count", 1)))
                .addNode("second", node_async(state -> Map.of("count", 2)))
                .addEdge(StateGraph.START, "first")
                .addEdge("first", "second")
                .addEdge("second", StateGraph.END)
                .compile(CompileConfig.builder().checkpointSaver(saver).build());

        RunnableConfig alice = RunnableConfig.builder().threadId("alice").build();
        System.out.println(
                "count " + graph.invoke(Map.of(), alice).orElseThrow().data().get("count"));
        System.out.println("kept " + (saver.list(alice).size() > 0));
        System.out.println("last " + saver.get(alice).orElseThrow().getState().get("count"));
        RunnableConfig bob = RunnableConfig.builder().threadId("bob").build();
        System.out.println("bob " + saver.get(bob).isPresent());
        System.out.println(
                "nobody " + saver.get(RunnableConfig.builder().build()).isPresent());
        saver.release(alice);
        System.out.println(
                "again " + graph.invoke(Map.of()).orElseThrow().data().get("count"));
    }
}
