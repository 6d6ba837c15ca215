import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/** Answers that were expensive, kept for the next time. */
class Answers {

    public static void main(String[] args) {
        CacheManager manager = Caching.getCachingProvider().getCacheManager();
        Cache<String, String> answers = manager.createCache(
                "answers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        System.out.println("before " + answers.get("tea"));
        answers.put("tea", "Alice likes it");
        System.out.println("after " + answers.get("tea"));
        System.out.println("absent " + answers.putIfAbsent("milk", "Bob drinks it"));
        System.out.println("was " + answers.getAndPut("milk", "Bob loves it"));
        // The reference implementation asks what it is given for null.
        answers.putAll(new HashMap<>(Map.of("nuts", "never")));
        System.out.println(
                "all " + answers.getAll(new HashSet<>(Set.of("tea", "milk"))).size());
        System.out.println("replaced " + answers.replace("nuts", "rarely"));
        System.out.println("replaced " + answers.replace("nuts", "never", "often"));
        System.out.println("was " + answers.getAndReplace("nuts", "never"));
        System.out.println("removed " + answers.remove("tea"));
        System.out.println("removed " + answers.remove("nuts", "always"));
        System.out.println("removed " + answers.getAndRemove("milk"));
        answers.removeAll(new HashSet<>(Set.of("nuts")));
        answers.removeAll();
        answers.clear();
        answers.close();
        try {
            answers.get("tea");
        } catch (IllegalStateException closed) {
            System.out.println("closed");
        }
    }
}
