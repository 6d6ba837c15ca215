import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Two requests that use a memory: one within a span of the application, on two threads, and one outside of any. */
public final class Request {

    private static final Tracer TRACER = GlobalOpenTelemetry.getTracer("request");
    private static final NoteMemoryManager MEMORY = new NoteMemoryManager();

    private Request() {}

    /** A memory that does something of its own while it stores. */
    public static final class NoteMemoryManager {
        private final Map<String, String> notes = new ConcurrentHashMap<>();

        public void store(String key, String note, Runnable within) {
            notes.put(key, note);
            within.run();
        }
    }

    private static void store(String key) {
        MEMORY.store(key, "note", () -> {});
    }

    private static void span(String name, Runnable within) {
        Span span = TRACER.spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            within.run();
        } finally {
            span.end();
        }
    }

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        span("request", () -> {
            MEMORY.store("around", "note", () -> span("within", () -> store("innermost")));
            wait(pool, () -> store("on-pool"));
        });
        store("outside");
        wait(pool, () -> store("outside-on-pool"));
        pool.shutdown();
        System.out.println(MEMORY.notes.size() + " notes");
    }

    private static void wait(ExecutorService pool, Runnable task) {
        try {
            pool.submit(task).get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
