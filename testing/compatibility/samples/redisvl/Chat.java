import static java.nio.charset.StandardCharsets.UTF_8;

import com.redis.vl.extensions.cache.SemanticCache;
import com.redis.vl.extensions.messagehistory.MessageHistory;
import com.redis.vl.extensions.messagehistory.SemanticMessageHistory;
import com.redis.vl.utils.vectorize.BaseVectorizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.search.FTCreateParams;
import redis.clients.jedis.search.FTSearchParams;
import redis.clients.jedis.search.Query;
import redis.clients.jedis.search.SearchResult;
import redis.clients.jedis.search.schemafields.SchemaField;

/** Histories of a chat, and a cache of answers, on a Redis on this machine, at the port that is the first argument, or 6379. */
class Chat {

    /** Searches as a Redis with the search module does, on one without: every message is a hit. */
    private static final class Client extends JedisPooled {
        private final Set<String> indexes = new TreeSet<>();

        Client(int port) {
            super("127.0.0.1", port);
        }

        @Override
        public Map<String, Object> ftInfo(String index) {
            if (!indexes.contains(index)) {
                throw new JedisDataException("Unknown index name");
            }
            return Map.of("index_name", index);
        }

        @Override
        public String ftCreate(String index, FTCreateParams params, Iterable<SchemaField> fields) {
            indexes.add(index);
            return "OK";
        }

        @Override
        public String ftDropIndexDD(String index) {
            indexes.remove(index);
            return "OK";
        }

        @Override
        public SearchResult ftSearch(String index, Query query) {
            return all(index);
        }

        @Override
        public SearchResult ftSearch(String index, String query, FTSearchParams params) {
            return all(index);
        }

        private SearchResult all(String index) {
            List<Object> reply = new ArrayList<>();
            for (String key : new TreeSet<>(keys(index + ":*"))) {
                List<byte[]> fields = new ArrayList<>();
                hgetAll(key).forEach((name, value) -> {
                    fields.add(name.getBytes(UTF_8));
                    fields.add(value.getBytes(UTF_8));
                });
                reply.add(key.getBytes(UTF_8));
                reply.add(fields);
            }
            reply.add(0, (long) reply.size() / 2);
            return new SearchResult.SearchResultBuilder(true, false, true).build(reply);
        }
    }

    /** Counts letters; no model is asked. */
    private static final class Letters extends BaseVectorizer {
        Letters() {
            super("letters", 26, "float32");
        }

        @Override
        protected float[] generateEmbedding(String text) {
            float[] counts = new float[26];
            text.toLowerCase()
                    .chars()
                    .filter(each -> each >= 'a' && each <= 'z')
                    .forEach(each -> counts[each - 'a']++);
            return counts;
        }

        @Override
        protected List<float[]> generateEmbeddingsBatch(List<String> texts, int size) {
            return texts.stream().map(this::generateEmbedding).toList();
        }
    }

    public static void main(String[] args) {
        try (JedisPooled redis = new Client(args.length > 0 ? Integer.parseInt(args[0]) : 6379)) {
            MessageHistory history = new MessageHistory("chat", "alice", "chat", redis);
            history.store("What is tea?", "A drink.");
            history.addMessage(Map.of("role", "user", "content", "And milk?"));
            System.out.println(
                    "recent " + history.getRecent(5, false, false, null).size());
            System.out.println("messages " + history.getMessages().size());
            history.drop("no-such-message");
            history.clear();
            history.delete();

            SemanticMessageHistory meaning =
                    new SemanticMessageHistory("meaning", "bob", "meaning", new Letters(), 0.5, redis, false);
            meaning.store("What is milk?", "A drink, too.");
            System.out.println("relevant "
                    + meaning.getRelevant("milk", false, 3, false, null, null, null)
                            .size());

            SemanticCache answers = new SemanticCache.Builder()
                    .name("answers")
                    .redisClient(redis)
                    .vectorizer(new Letters())
                    .distanceThreshold(0.5f)
                    .build();
            System.out.println("cached " + answers.check("What is tea?").isPresent());
            answers.store("What is tea?", "A drink.");
            System.out.println("cached " + answers.check("What is tea?").isPresent());
            System.out.println("top " + answers.checkTopK("What is tea?", 2).size());
            answers.clear(null);
        }
    }
}
