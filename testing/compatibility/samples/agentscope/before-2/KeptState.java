import io.agentscope.core.session.InMemorySession;
import io.agentscope.core.session.Session;
import io.agentscope.core.state.SessionKey;
import io.agentscope.core.state.SimpleSessionKey;
import io.agentscope.core.state.State;
import java.util.List;

/** An agent's state, kept between its runs, as before 2.0. */
class KeptState {

    /** What it was at. */
    public record Step(String name) implements State {}

    public static void main(String[] args) {
        Session store = new InMemorySession();
        SessionKey key = SimpleSessionKey.of("s-1");
        store.save(key, "step", new Step("plan"));
        store.save(key, "steps", List.of(new Step("plan"), new Step("act")));
        System.out.println("step " + store.get(key, "step", Step.class).isPresent());
        System.out.println("none " + store.get(key, "none", Step.class).isPresent());
        System.out.println("steps " + store.getList(key, "steps", Step.class).size());
        store.delete(key);
    }
}
