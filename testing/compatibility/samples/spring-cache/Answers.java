import java.util.concurrent.CompletableFuture;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;

/** Answers that were expensive, kept for the next time. */
class Answers {

    public static void main(String[] args) {
        Cache answers = new ConcurrentMapCache("answers");
        System.out.println("before " + answers.get("tea", String.class));
        answers.put("tea", "Alice likes it");
        System.out.println("wrapped " + answers.get("tea").get());
        System.out.println("after " + answers.get("tea", String.class));
        System.out.println("loaded " + answers.get("milk", () -> "Bob drinks it"));
        System.out.println("kept " + answers.putIfAbsent("milk", "nobody").get());
        System.out.println("never " + answers.retrieve("nuts"));
        System.out.println("later " + answers.retrieve("milk").join());
        System.out.println("loaded later "
                + answers.retrieve("rum", () -> CompletableFuture.supplyAsync(() -> "nobody likes it"))
                        .join());
        System.out.println("evicted " + answers.evictIfPresent("tea"));
        answers.evict("milk");
        System.out.println("invalidated " + answers.invalidate());
        answers.clear();
        try {
            answers.get("error", () -> {
                throw new IllegalStateException("no model");
            });
        } catch (Cache.ValueRetrievalException failed) {
            System.out.println("failed");
        }
    }
}
