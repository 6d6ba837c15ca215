import com.alibaba.cloud.ai.graph.RunnableConfig;
import com.alibaba.cloud.ai.graph.checkpoint.Checkpoint;
import com.alibaba.cloud.ai.graph.checkpoint.savers.MemorySaver;
import java.util.Map;

/** The state of a graph's thread, kept as checkpoints. */
class Counter {

    public static void main(String[] args) throws Exception {
        MemorySaver saver = new MemorySaver();
        RunnableConfig alice = RunnableConfig.builder().threadId("alice").build();
        for (int count = 1; count <= 2; count++) {
            saver.put(
                    alice,
                    Checkpoint.builder()
                            .nodeId("step" + count)
                            .nextNodeId("step" + (count + 1))
                            .state(Map.of("count", count))
                            .build());
        }
        System.out.println("kept " + saver.list(alice).size());
        System.out.println("last " + saver.get(alice).orElseThrow().getState().get("count"));
        RunnableConfig bob = RunnableConfig.builder().threadId("bob").build();
        System.out.println("bob " + saver.get(bob).isPresent());
        System.out.println(
                "nobody " + saver.get(RunnableConfig.builder().build()).isPresent());
        saver.release(alice);
    }
}
