import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.ArrayList;
import java.util.List;

/** What an agent knows, in an embedding store; asked for by hand and by a retriever. */
class Knowledge {

    /** Counts letters; no model is asked. */
    private static final class Letters implements EmbeddingModel {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            List<Embedding> embeddings = new ArrayList<>();
            segments.forEach(each -> embeddings.add(vector(each.text())));
            return Response.from(embeddings);
        }
    }

    private static Embedding vector(String text) {
        float[] counts = new float[26];
        text.toLowerCase().chars().filter(each -> each >= 'a' && each <= 'z').forEach(each -> counts[each - 'a']++);
        return Embedding.from(counts);
    }

    public static void main(String[] args) {
        EmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
        store.add("fact-1", vector("nuts"));
        String made = store.add(vector("milk"), TextSegment.from("Bob drinks milk"));
        store.addAll(
                List.of(vector("tea"), vector("coffee")),
                List.of(TextSegment.from("Alice likes tea"), TextSegment.from("Alice hates coffee")));

        int found = store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(vector("tea"))
                        .maxResults(2)
                        .build())
                .matches()
                .size();
        System.out.println("found " + found);

        store.remove("fact-1");
        ContentRetriever retriever = EmbeddingStoreContentRetriever.builder()
                .embeddingStore(store)
                .embeddingModel(new Letters())
                .maxResults(3)
                .build();
        System.out.println("retrieved "
                + retriever.retrieve(Query.from("Who likes tea, who milk?")).size());
        store.removeAll(List.of(made));
        store.removeAll(metadataKey("kind").isEqualTo("rumour"));
        store.removeAll();
        store.add(vector("cheese"));
        store.addAll(List.of(vector("bread"), vector("butter"), vector("salt")));
    }
}
