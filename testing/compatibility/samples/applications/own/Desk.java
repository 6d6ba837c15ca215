import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import redis.clients.jedis.RedisClient;

/** The support desk without any library for agents: its memory answers by futures, from threads of its own. */
class Desk {

    /** What a note belongs to. */
    record MemoryId(String customer, String topic) {
        String redisKey() {
            return "memory:" + customer + ":" + topic;
        }
    }

    record Note(MemoryId id, String text, double weight) {}

    record Answer(String text, int inputTokens, int outputTokens) {}

    static class AgentMemory implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final RedisClient redis;

        AgentMemory(RedisClient redis) {
            this.redis = redis;
        }

        CompletableFuture<Void> remember(MemoryId id, String text) {
            Tally.add("note.stores");
            Tally.add("note.bytes.stored", text.getBytes(StandardCharsets.UTF_8).length);
            return CompletableFuture.runAsync(
                    () -> {
                        Tally.add("redis.SET");
                        redis.set(id.redisKey(), text);
                    },
                    threads);
        }

        CompletableFuture<Optional<Note>> recall(MemoryId id) {
            Tally.add("note.reads");
            return CompletableFuture.supplyAsync(
                            () -> {
                                Tally.add("redis.GET");
                                return Optional.ofNullable(redis.get(id.redisKey()));
                            },
                            threads)
                    .thenApply(found -> found.map(text -> {
                        Tally.add("note.hits");
                        Tally.add("note.bytes.read", text.getBytes(StandardCharsets.UTF_8).length);
                        return new Note(id, text, 1);
                    }));
        }

        CompletableFuture<List<Note>> find(String customer, String pattern) {
            Tally.add("note.searches");
            return CompletableFuture.supplyAsync(
                    () -> {
                        Tally.add("redis.KEYS");
                        List<Note> notes = redis.keys("memory:" + customer + ":" + pattern).stream()
                                .sorted()
                                .map(key -> {
                                    Tally.add("redis.GET");
                                    String topic = key.substring(("memory:" + customer + ":").length());
                                    return new Note(new MemoryId(customer, topic), redis.get(key), 0.5);
                                })
                                .toList();
                        Tally.add("note.results", notes.size());
                        return notes;
                    },
                    threads);
        }

        CompletableFuture<Boolean> forget(MemoryId id) {
            Tally.add("note.deletes");
            return CompletableFuture.supplyAsync(
                    () -> {
                        Tally.add("redis.DEL");
                        return redis.del(id.redisKey()) > 0;
                    },
                    threads);
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }

    /** Answers with the last line of what it is asked. */
    static class Model {
        final String name = "own-1";

        Answer complete(String prompt) {
            Answer answer = new Answer(prompt.lines().reduce("", (one, other) -> other), prompt.length(), 7);
            Tally.add("model.calls");
            Tally.add("model.tokens", answer.inputTokens() + answer.outputTokens());
            return answer;
        }
    }

    static class Clerk {
        final String name;
        private final AgentMemory memory;
        private final Model model = new Model();

        Clerk(String name, AgentMemory memory) {
            this.name = name;
            this.memory = memory;
        }

        String answer(String customer, String message) {
            return model.complete(message + "\n" + useTool(message.split(": ", 2)[0], customer, message))
                    .text();
        }

        String useTool(String tool, String customer, String message) {
            Tally.add("tools");
            String text = message.substring(message.indexOf(": ") + 2);
            MemoryId likes = new MemoryId(customer, "likes");
            return switch (tool) {
                case "note" ->
                    memory.remember(likes, text)
                            .thenCompose(done -> memory.remember(new MemoryId(customer, "last"), message))
                            .thenApply(done -> "kept")
                            .join();
                case "ask" ->
                    memory.recall(likes)
                            .thenApply(found -> found.map(Note::text).orElse("nothing"))
                            .exceptionally(failure -> "no idea")
                            .join();
                case "list" ->
                    memory.find(customer, "*").join().stream().map(Note::text).collect(Collectors.joining(", "));
                default -> memory.forget(likes).join() ? "gone" : "was not there";
            };
        }
    }

    public static void main(String[] args) {
        try (RedisClient redis = RedisClient.create("localhost", Integer.parseInt(args[0]));
                AgentMemory memory = new AgentMemory(redis)) {
            Clerk clerk = new Clerk("clerk-1", memory);
            Tally.turn(clerk::answer, "alice", "note: tea, and Zürich");
            Tally.turn(clerk::answer, "bob", "ask: what do I like?");
            Tally.turn(clerk::answer, "alice", "ask: what do I like?");
            Tally.turn(clerk::answer, "alice", "list: all");
            Tally.turn(clerk::answer, "alice", "forget: it");
            Tally.turn(clerk::answer, "alice", "ask: what do I like?");
            Tally.turn(clerk::answer, "carol", "ask: what do I like?");
        }
    }
}
