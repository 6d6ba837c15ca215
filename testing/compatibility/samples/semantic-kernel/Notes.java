import com.microsoft.semantickernel.data.VolatileVectorStoreRecordCollection;
import com.microsoft.semantickernel.data.VolatileVectorStoreRecordCollectionOptions;
import com.microsoft.semantickernel.data.vectorsearch.VectorSearchResult;
import com.microsoft.semantickernel.data.vectorsearch.VectorSearchResults;
import com.microsoft.semantickernel.data.vectorsearch.VectorizableTextSearch;
import com.microsoft.semantickernel.data.vectorstorage.VectorStoreRecordCollection;
import com.microsoft.semantickernel.data.vectorstorage.annotations.VectorStoreRecordData;
import com.microsoft.semantickernel.data.vectorstorage.annotations.VectorStoreRecordKey;
import com.microsoft.semantickernel.data.vectorstorage.annotations.VectorStoreRecordVector;
import com.microsoft.semantickernel.data.vectorstorage.definition.DistanceFunction;
import com.microsoft.semantickernel.data.vectorstorage.options.VectorSearchOptions;
import java.util.List;
import reactor.core.publisher.Mono;

/** Notes of an agent in a collection with vectors, whose results come later. */
class Notes {

    /** One of them. */
    public static class Note {
        @VectorStoreRecordKey
        private final String id;

        @VectorStoreRecordData
        private final String text;

        @VectorStoreRecordVector(dimensions = 2, distanceFunction = DistanceFunction.COSINE_SIMILARITY)
        private final List<Float> embedding;

        public Note() {
            this("", "", List.of());
        }

        Note(String id, String text, List<Float> embedding) {
            this.id = id;
            this.text = text;
            this.embedding = embedding;
        }

        public String getId() {
            return id;
        }

        public String getText() {
            return text;
        }

        public List<Float> getEmbedding() {
            return embedding;
        }
    }

    /** Finds by words. */
    private static final class Shelf implements VectorizableTextSearch<Note> {
        @Override
        public Mono<VectorSearchResults<Note>> searchAsync(String text, VectorSearchOptions options) {
            return Mono.fromSupplier(() -> new VectorSearchResults<>(
                    List.of(new VectorSearchResult<>(new Note("nuts", "No nuts", List.of()), 0.5))));
        }
    }

    public static void main(String[] args) {
        VectorStoreRecordCollection<String, Note> notes = new VolatileVectorStoreRecordCollection<>(
                "notes",
                VolatileVectorStoreRecordCollectionOptions.<Note>builder()
                        .withRecordClass(Note.class)
                        .build());
        notes.createCollectionAsync().block();
        System.out.println("key "
                + notes.upsertAsync(new Note("tea", "Alice likes tea", List.of(1f, 0f)), null)
                        .block());
        System.out.println("keys "
                + notes.upsertBatchAsync(
                                List.of(
                                        new Note("milk", "Bob drinks milk", List.of(0f, 1f)),
                                        new Note("nuts", "No nuts", List.of(1f, 1f))),
                                null)
                        .block());
        // Nothing is read before somebody subscribes; nobody does so here.
        Mono<Note> never = notes.getAsync("nobody", null);
        System.out.println("tea " + notes.getAsync("tea", null).block().getText() + ", never " + (never != null));
        System.out.println(
                "unknown " + notes.getAsync("coffee", null).blockOptional().isPresent());
        System.out.println("batch "
                + notes.getBatchAsync(List.of("tea", "milk"), null).block().size());
        System.out.println("found "
                + notes.searchAsync(
                                List.of(1f, 0f),
                                VectorSearchOptions.builder()
                                        .withVectorFieldName("embedding")
                                        .withTop(2)
                                        .build())
                        .block()
                        .getResults()
                        .size());
        VectorSearchOptions two = VectorSearchOptions.builder().withTop(2).build();
        System.out.println("shelf "
                + new Shelf()
                        .searchAsync("Who likes nuts?", two)
                        .block()
                        .getResults()
                        .size());
        notes.deleteAsync("tea", null).block();
        notes.deleteBatchAsync(List.of("milk"), null).block();
        notes.deleteCollectionAsync().block();
    }
}
