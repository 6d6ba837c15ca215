package dev.engram.agent.client.site;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.WeakIdentityMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Why commands of an asynchronous client were sent again, as long as they are not over. Thread-safe. */
public final class FailedAttempts {

    FailedAttempts() {}

    private static final int MAX_KEPT = 8;

    private final WeakIdentityMap<List<Attempt>> all = new WeakIdentityMap<>();

    private record Attempt(long nanos, Throwable thrown) {}

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** A command is sent again now. */
    void add(Object command, Throwable thrown) {
        List<Attempt> attempts = all.get(command, CopyOnWriteArrayList::new);
        if (attempts.size() < MAX_KEPT) {
            attempts.add(new Attempt(System.nanoTime(), thrown));
        }
    }

    /** The command is over: hands its attempts to its call, and forgets them. */
    void moveTo(OpenCall call, Object command) {
        List<Attempt> attempts = all.remove(command);
        if (attempts != null) {
            attempts.forEach(each -> call.failedAttempt(each.nanos(), each.thrown()));
        }
    }
}
