import static java.nio.charset.StandardCharsets.UTF_8;

import com.redis.vl.extensions.messagehistory.MessageHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.search.FTCreateParams;
import redis.clients.jedis.search.FTSearchParams;
import redis.clients.jedis.search.Query;
import redis.clients.jedis.search.SearchResult;
import redis.clients.jedis.search.schemafields.SchemaField;

/** A chat's history on a Redis on this machine, at the port that is the first argument, or 6379. */
class ChatHistory {

    /** Searches as a Redis with the search module does, on one without: every message is a hit. */
    private static final class Client extends JedisPooled {
        Client(int port) {
            super("127.0.0.1", port);
        }

        @Override
        public Set<String> ftList() {
            return Set.of();
        }

        @Override
        public String ftCreate(String index, FTCreateParams params, Iterable<SchemaField> fields) {
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

    public static void main(String[] args) {
        try (JedisPooled redis = new Client(args.length > 0 ? Integer.parseInt(args[0]) : 6379)) {
            MessageHistory history = new MessageHistory("chat", "alice", "chat", redis);
            history.store("What is tea?", "A drink.");
            history.addMessage(Map.of("role", "user", "content", "And milk?"));
            System.out.println("recent " + history.getRecent(5, false, false, null).size());
            System.out.println("messages " + history.getMessages().size());
            history.clear();
        }
    }
}
