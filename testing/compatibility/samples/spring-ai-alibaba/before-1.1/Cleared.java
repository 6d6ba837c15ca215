import com.alibaba.cloud.ai.graph.RunnableConfig;
import com.alibaba.cloud.ai.graph.checkpoint.savers.MemorySaver;

/** The checkpoints of a thread, dropped. */
class Cleared {

    public static void main(String[] args) {
        MemorySaver saver = new MemorySaver();
        System.out.println("cleared "
                + saver.clear(RunnableConfig.builder().threadId("alice").build()));
    }
}
