import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;

/** What the servers have in common. */
final class Served {

    static final ThreadPoolExecutor POOL = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Served() {}

    static void store(String key) {
        try {
            NoteMemoryManager.store("served-" + key);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Calls {@code /echo} of this server, within a call. */
    static String forward(int port, String key) {
        String[] answer = {""};
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/echo"))
                .build();
        try {
            NoteMemoryManager.MEMORY.store(
                    "served-" + key,
                    "note",
                    () -> answer[0] =
                            CLIENT.send(request, BodyHandlers.ofString()).body());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return answer[0];
    }

    /** What a request has told: the trace, the flags, and the other headers. */
    static String told(Function<String, List<String>> headers) {
        List<String> parents = headers.apply("traceparent");
        String parent = parents.size() == 1 ? parents.get(0) : "";
        return (parent.length() == 55 ? parent.substring(0, 36) + parent.substring(53) : parents.toString())
                + " " + headers.apply("tracestate")
                + " " + headers.apply("baggage");
    }
}
