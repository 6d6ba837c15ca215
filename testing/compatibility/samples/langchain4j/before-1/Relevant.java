import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;

/** An embedding store, asked as before 1.0. */
class Relevant {

    public static void main(String[] args) {
        EmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
        store.add("fact-1", Embedding.from(new float[] {1, 0}));
        store.add("fact-2", Embedding.from(new float[] {0, 1}));
        System.out.println("found "
                + store.findRelevant(Embedding.from(new float[] {1, 0}), 5, 0.9).size());
    }
}
