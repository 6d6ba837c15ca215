import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers that were expensive, kept for the next time: in a bounded cache, an unbounded one, and one that loads itself. */
class Answers {

    public static void main(String[] args) {
        Cache<String, String> bounded = Caffeine.newBuilder().maximumSize(100).build();
        System.out.println("before " + bounded.getIfPresent("tea"));
        bounded.put("tea", "Alice likes it");
        System.out.println("after " + bounded.getIfPresent("tea"));
        System.out.println("loaded " + bounded.get("milk", key -> "Bob drinks it"));
        bounded.putAll(Map.of("nuts", "never"));
        System.out.println(
                "all " + bounded.getAllPresent(List.of("tea", "milk", "rum")).size());
        System.out.println("all " + loadAll(bounded));
        bounded.invalidate("tea");
        bounded.invalidateAll();

        Cache<String, String> unbounded = Caffeine.newBuilder().build();
        unbounded.put("coffee", "Alice hates it");
        System.out.println("unbounded " + unbounded.getIfPresent("coffee"));

        LoadingCache<String, String> loading =
                Caffeine.newBuilder().maximumSize(100).build(key -> "about " + key);
        System.out.println("loading " + loading.get("water"));
        System.out.println("loading " + loading.getAll(List.of("water", "wine")).size());

        AsyncCache<String, String> later =
                Caffeine.newBuilder().maximumSize(100).buildAsync();
        System.out.println("later " + later.get("juice", key -> "fresh").join());
        System.out.println("absent " + later.getIfPresent("rum"));
        later.put("cider", CompletableFuture.completedFuture("dry"));
        AsyncLoadingCache<String, String> loadingLater =
                Caffeine.newBuilder().maximumSize(100).buildAsync(key -> "about " + key);
        System.out.println("loading later " + loadingLater.get("beer").join());
    }

    private static int loadAll(Cache<String, String> cache) {
        return cache.getAll(List.of("tea", "rum"), missing -> {
                    Map<String, String> loaded = new HashMap<>();
                    missing.forEach(each -> loaded.put(each, "about " + each));
                    return loaded;
                })
                .size();
    }
}
