import com.google.adk.sessions.BaseSessionService;
import com.google.adk.sessions.GetSessionConfig;
import com.google.adk.sessions.InMemorySessionService;
import com.google.adk.sessions.Session;
import com.google.adk.sessions.SessionKey;
import java.util.Map;

/** Sessions by their keys. */
class Keys {

    public static void main(String[] args) {
        BaseSessionService sessions = new InMemorySessionService();
        SessionKey key = new SessionKey("support", "alice", "s-1");
        Session session = sessions.createSession(key, Map.of("plan", "premium")).blockingGet();
        System.out.println("plan " + session.state().get("plan"));
        System.out.println("events "
                + sessions.getSession(key, GetSessionConfig.builder().build())
                        .blockingGet()
                        .events()
                        .size());
        sessions.deleteSession(key).blockingAwait();
    }
}
