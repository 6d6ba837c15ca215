package dev.engram.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.MultiProducerSequencer;
import dev.engram.agent.client.site.CommandSite;
import dev.engram.agent.record.Bytecode.Method;
import dev.engram.agent.trace.TraceStack;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Looks through the code of the agent and of the Disruptor, from a call's entry and exit on. */
@DisplayName("What runs on the application's thread when a call is recorded")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordingPathTest {

    private static final String AGENT = "dev.engram.agent.";

    /** What a recorded call begins and ends with; {@code end} is that of a result which comes later. */
    private static final Set<String> BEGINNINGS = Set.of("argument", "enter", "result", "exit", "end");

    /** Not of each call; docs/guarantees.md names them. */
    private static final Set<String> NOW_AND_THEN = Set.of(
            AGENT + "trace.TraceStack.create", AGENT + "log.Log.warnOnce", AGENT + "trace.WeakIdentityMap.putIfAbsent");

    /**
     * All of the JDK that may be called. What is asked of collections, maps and texts is asked of the application's own; a
     * ClassValue locks when it sees a type for the first time. Objects of Redis clients are read by reflection, and futures
     * tell when replies come: completing one runs what hangs on it, here Engram's own.
     */
    private static final Pattern ALLOWED = Pattern.compile("java\\.lang\\.(Boolean|Class|Double|Enum|Float|Integer|Long"
            + "|Math|Number|Record|Short|String|StringBuilder|\\w+(Exception|Error)|CharSequence|ClassValue)\\.[\\w<>]+"
            + "|java\\.lang\\.Object\\.(<init>|equals|hashCode|getClass|toString)"
            + "|java\\.lang\\.System\\.(nanoTime|arraycopy|identityHashCode)"
            + "|java\\.lang\\.ThreadLocal\\.get"
            + "|java\\.lang\\.reflect\\.Array\\.\\w+"
            + "|java\\.lang\\.invoke\\.(VarHandle|MethodHandle)\\.\\w+"
            + "|java\\.util\\.\\w+\\.[\\w<>]+"
            + "|java\\.util\\.concurrent\\.atomic\\.\\w+\\.\\w+"
            + "|java\\.lang\\.Throwable\\.getMessage"
            + "|java\\.lang\\.ref\\.WeakReference\\.(<init>|get)"
            + "|java\\.lang\\.reflect\\.(Field\\.get|Method\\.invoke|Constructor\\.newInstance)"
            + "|java\\.util\\.(regex|stream)\\.\\w+\\.\\w+"
            + "|java\\.util\\.concurrent\\.atomic\\.\\w+\\.<init>"
            + "|java\\.util\\.concurrent\\.ConcurrentLinkedQueue\\.<init>"
            + "|java\\.util\\.concurrent\\.CompletableFuture"
            + "\\.(<init>|allOf|complete|completeExceptionally|getNow|handle|is\\w+)"
            + "|java\\.util\\.concurrent\\.CompletionStage\\.(toCompletableFuture|whenComplete)"
            + "|java\\.util\\.function\\.Supplier\\.get"
            + "|java\\.lang\\.Exception\\.<init>"
            + "|java\\.util\\.concurrent\\.CancellationException\\.<init>"
            + "|java\\.nio\\.channels\\.ClosedChannelException\\.<init>"
            + "|java\\.util\\.concurrent\\.ThreadLocalRandom\\.\\w+");

    private final Bytecode code = new Bytecode();

    /** What is reached, by what it is called by first; null for a beginning. */
    private final Map<Method, @Nullable Method> reached = new HashMap<>();

    @BeforeAll
    void read() throws Exception {
        code.read(CallRecorder.class);
        code.read(MultiProducerSequencer.class);
        Deque<Method> next = new ArrayDeque<>();
        code.methods(CallRecorder.class)
                .filter(each -> BEGINNINGS.contains(each.name()))
                .forEach(each -> {
                    reached.put(each, null);
                    next.add(each);
                });
        while (!next.isEmpty()) {
            Method caller = next.remove();
            for (Method callee : NOW_AND_THEN.contains(caller.text()) ? Set.<Method>of() : code.callees(caller)) {
                if (!reached.containsKey(callee)) {
                    reached.put(callee, caller);
                    next.add(callee);
                }
            }
        }
    }

    /** How a method is reached, the beginning last. */
    private String way(Method method) {
        StringBuilder way = new StringBuilder(method.text());
        for (Method each = reached.get(method); each != null; each = reached.get(each)) {
            way.append(" < ").append(each.text());
        }
        return way.toString();
    }

    @Test
    @DisplayName("is what this test looks at: sites, paths, the stack, the ring and its sequencer")
    void looksAtAll() {
        Set<String> owners = new HashSet<>();
        reached.keySet().forEach(each -> owners.add(each.owner()));
        assertThat(owners)
                .contains(
                        MemorySite.class.getName(),
                        TaskSite.class.getName(),
                        AGENT + "rule.Step",
                        CommandSite.class.getName(),
                        TraceStack.class.getName(),
                        AGENT + "ring.EventRing",
                        AGENT + "ring.GrowingSleepWaitStrategy",
                        MultiProducerSequencer.class.getName());
        assertThat(reached.keySet())
                .extracting(Method::text)
                .containsAll(NOW_AND_THEN)
                .contains(AGENT + "ring.EventRing.offer");
    }

    @Test
    @DisplayName("takes no lock")
    void noLock() {
        List<Method> locking = reached.keySet().stream()
                .filter(each -> !NOW_AND_THEN.contains(each.text()) && code.locks(each) > 0)
                .toList();
        assertThat(locking).as("%s", locking.stream().map(this::way).toList()).isEmpty();
    }

    @Test
    @DisplayName("waits for nothing, signals nothing, reads and writes nothing: of the JDK it calls what cannot")
    void noWaiting() {
        Set<String> others = new TreeSet<>();
        reached.keySet().stream()
                .filter(each -> !code.has(each) && !each.owner().startsWith("dev.engram."))
                .filter(each -> !ALLOWED.matcher(each.text()).matches())
                .forEach(each -> others.add(way(each)));
        assertThat(others).isEmpty();
    }
}
