import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;

/** What an agent knows, in a vector store; asked for by a request and by a text. */
class Knowledge {

    /** Counts letters; no model is asked. */
    private static final class Letters implements EmbeddingModel {
        @Override
        public EmbeddingResponse call(EmbeddingRequest request) {
            List<Embedding> embeddings = new ArrayList<>();
            for (String each : request.getInstructions()) {
                embeddings.add(new Embedding(vector(each), embeddings.size()));
            }
            return new EmbeddingResponse(embeddings);
        }

        @Override
        public float[] embed(Document document) {
            return vector(document.getText());
        }

        @Override
        public int dimensions() {
            return 26;
        }
    }

    private static float[] vector(String text) {
        float[] counts = new float[26];
        text.toLowerCase().chars().filter(each -> each >= 'a' && each <= 'z').forEach(each -> counts[each - 'a']++);
        return counts;
    }

    /** Before 1.1, the simple store cannot do it. */
    private static void forget(Runnable matching) {
        try {
            matching.run();
        } catch (UnsupportedOperationException early) {
            System.out.println("not forgotten");
        }
    }

    public static void main(String[] args) {
        VectorStore store = SimpleVectorStore.builder(new Letters()).build();
        store.add(List.of(
                new Document("fact-1", "Alice likes tea", Map.of("user", "alice")),
                new Document("fact-2", "Alice hates coffee", Map.of("user", "alice")),
                new Document("fact-3", "Bob drinks milk", Map.of("user", "bob"))));
        store.accept(List.of(new Document("fact-4", "Bob eats nuts", Map.of("user", "bob"))));

        int found = store.similaritySearch(
                        SearchRequest.builder().query("Alice likes tea").topK(2).build())
                .size();
        System.out.println("found " + found);
        System.out.println("asked " + store.similaritySearch("Who drinks milk?").size());
        int none = store.similaritySearch(SearchRequest.builder()
                        .query("Alice")
                        .filterExpression("user == 'carol'")
                        .build())
                .size();
        System.out.println("none " + none);

        store.delete(List.of("fact-1", "fact-2"));
        forget(() ->
                store.delete(new FilterExpressionBuilder().eq("user", "alice").build()));
        forget(() -> store.delete("user == 'bob'"));
        System.out.println("left " + store.similaritySearch("anything").size());
    }
}
