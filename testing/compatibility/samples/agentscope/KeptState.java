import io.agentscope.core.state.AgentStateStore;
import io.agentscope.core.state.InMemoryAgentStateStore;
import io.agentscope.core.state.State;
import java.util.List;

/** An agent's state, kept between its runs. */
class KeptState {

    /** What it was at. */
    public record Step(String name) implements State {}

    public static void main(String[] args) {
        AgentStateStore store = new InMemoryAgentStateStore();
        store.save("alice", "s-1", "step", new Step("plan"));
        store.save("alice", "s-1", "steps", List.of(new Step("plan"), new Step("act")));
        System.out.println(
                "step " + store.get("alice", "s-1", "step", Step.class).isPresent());
        System.out.println(
                "none " + store.get("alice", "s-1", "none", Step.class).isPresent());
        System.out.println(
                "steps " + store.getList("alice", "s-1", "steps", Step.class).size());
        store.delete("alice", "s-1", "step");
        store.delete("alice", "s-1");
    }
}
