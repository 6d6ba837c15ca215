import io.agentscope.core.ReActAgent;
import io.agentscope.core.agent.RuntimeContext;
import java.util.List;

/** Two guests talk to the agent, each in a session. */
class Sessions {

    public static void main(String[] args) {
        ReActAgent agent = Turns.agent();
        for (String guest : List.of("alice", "bob")) {
            RuntimeContext session =
                    RuntimeContext.builder().userId(guest).sessionId(guest).build();
            System.out.println(guest + ": "
                    + agent.call(List.of(Turns.message("How is the weather in Rome")), session)
                            .block()
                            .getTextContent());
        }
    }
}
