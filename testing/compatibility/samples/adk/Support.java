import com.google.adk.events.Event;
import com.google.adk.memory.BaseMemoryService;
import com.google.adk.memory.InMemoryMemoryService;
import com.google.adk.sessions.BaseSessionService;
import com.google.adk.sessions.InMemorySessionService;
import com.google.adk.sessions.Session;
import com.google.genai.types.Content;
import com.google.genai.types.Part;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A support agent's sessions, and what it remembers of them afterwards. */
class Support {

    private static final String APP = "support";

    public static void main(String[] args) {
        BaseSessionService sessions = new InMemorySessionService();
        BaseMemoryService memory = new InMemoryMemoryService();

        Session session = sessions.createSession(APP, "alice", new ConcurrentHashMap<>(), "s-1")
                .blockingGet();
        sessions.appendEvent(session, event("The invoice number is 4711")).blockingGet();

        // Nothing is read before somebody subscribes; nobody does so here.
        Maybe<Session> never = sessions.getSession(APP, "bob", "s-2", Optional.empty());
        Session known =
                sessions.getSession(APP, "alice", "s-1", Optional.empty()).blockingGet();
        System.out.println("events " + known.events().size() + ", never " + (never != null));
        boolean isUnknown = sessions.getSession(APP, "alice", "s-9", Optional.empty())
                .isEmpty()
                .blockingGet();
        System.out.println("unknown " + isUnknown);

        memory.addSessionToMemory(known).blockingAwait();
        Single<Integer> found = memory.searchMemory(APP, "alice", "which invoice")
                .map(response -> response.memories().size());
        // Subscribed to twice, it is searched twice.
        System.out.println("found " + found.blockingGet() + " " + found.blockingGet());

        System.out.println("sessions "
                + sessions.listSessions(APP, "alice").blockingGet().sessions().size());
        System.out.println("listed "
                + sessions.listEvents(APP, "alice", "s-1")
                        .blockingGet()
                        .events()
                        .size());
        sessions.deleteSession(APP, "alice", "s-1").blockingAwait();

        String made = sessions.createSession(APP, "bob").blockingGet().id();
        System.out.println("made " + !made.isEmpty());
    }

    private static Event event(String text) {
        return Event.builder()
                .id(Event.generateEventId())
                .invocationId("i-1")
                .author("user")
                .content(Content.fromParts(Part.fromText(text)))
                .build();
    }
}
