import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An embedding store and a retriever that answer later, if at all. */
class AsyncKnowledge {

    /** Answers on another thread. */
    private static final class Store extends InMemoryEmbeddingStore<TextSegment> {
        @Override
        public CompletableFuture<EmbeddingSearchResult<TextSegment>> searchAsync(EmbeddingSearchRequest request) {
            EmbeddingSearchResult<TextSegment> found = search(request);
            return CompletableFuture.supplyAsync(() -> found);
        }
    }

    /** Retrieves on another thread; nothing about rumours. */
    private static final class Retriever implements ContentRetriever {
        @Override
        public List<Content> retrieve(Query query) {
            return retrieveAsync(query).join();
        }

        @Override
        public CompletableFuture<List<Content>> retrieveAsync(Query query) {
            return CompletableFuture.supplyAsync(() -> {
                if (query.text().contains("rumour")) {
                    throw new IllegalStateException("Rumours are not kept.");
                }
                return List.of(Content.from("Alice likes tea"));
            });
        }
    }

    public static void main(String[] args) {
        Store store = new Store();
        store.add("fact-1", Embedding.from(new float[] {1, 0}));
        System.out.println("found "
                + store.searchAsync(EmbeddingSearchRequest.builder()
                                .queryEmbedding(Embedding.from(new float[] {1, 0}))
                                .maxResults(5)
                                .build())
                        .join()
                        .matches()
                        .size());

        Retriever retriever = new Retriever();
        System.out.println("retrieved "
                + retriever.retrieveAsync(Query.from("who likes tea")).join().size());
        try {
            retriever.retrieveAsync(Query.from("any rumour")).join();
        } catch (CompletionException expected) {
            System.out.println("failed " + expected.getCause().getMessage());
        }
        store.addAll(
                List.of("fact-2", "fact-3"),
                List.of(Embedding.from(new float[] {0, 1}), Embedding.from(new float[] {1, 1})),
                List.of(TextSegment.from("Bob drinks milk"), TextSegment.from("No nuts")));
    }
}
