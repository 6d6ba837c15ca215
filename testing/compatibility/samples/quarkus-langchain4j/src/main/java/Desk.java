import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Guests talk to an assistant, which remembers each and asks a tool for the weather; some of them read it part by part. */
@QuarkusMain
public class Desk implements QuarkusApplication {

    @Inject
    Assistant assistant;

    @Inject
    Vertx vertx;

    public static void main(String[] args) throws Exception {
        System.setProperty("model.url", ModelService.start());
        Quarkus.run(Desk.class, args);
    }

    @Override
    public int run(String... args) {
        System.out.println("alice: " + assistant.chat("alice", "How is the weather in Rome"));
        System.out.println("bob: " + String.join("", read("bob", "How is the weather in Oslo")));
        Context context = vertx.getOrCreateContext();
        CompletableFuture<List<String>> carol = readOnEventLoop(context, "carol", "How is the weather in Bonn");
        CompletableFuture<List<String>> fay = readOnEventLoop(context, "fay", "How is the weather in Lyon");
        System.out.println("carol: " + String.join("", carol.join()));
        System.out.println("fay: " + String.join("", fay.join()));
        try {
            read("dan", "Fail");
        } catch (RuntimeException refused) {
            System.out.println("dan: refused");
        }
        List<String> first = assistant.stream("eve", "Hello")
                .select()
                .first()
                .collect()
                .asList()
                .await()
                .indefinitely();
        System.out.println("eve: " + first.size() + ", calls: " + CountedInterceptor.CALLS);
        return 0;
    }

    private List<String> read(String guest, String message) {
        return assistant.stream(guest, message).collect().asList().await().indefinitely();
    }

    /** Where nothing may wait: Quarkus has a worker thread do what does. */
    private CompletableFuture<List<String>> readOnEventLoop(Context context, String guest, String message) {
        CompletableFuture<List<String>> parts = new CompletableFuture<>();
        context.runOnContext(nothing -> assistant.stream(guest, message)
                .collect()
                .asList()
                .subscribe()
                .with(parts::complete, parts::completeExceptionally));
        return parts;
    }
}
