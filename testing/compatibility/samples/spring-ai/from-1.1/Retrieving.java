import java.util.List;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStoreRetriever;

/** What an agent knows, asked of a retriever that is no vector store. */
class Retrieving {

    private static final class Facts implements VectorStoreRetriever {
        @Override
        public List<Document> similaritySearch(SearchRequest request) {
            return List.of(new Document("Alice likes tea"));
        }
    }

    public static void main(String[] args) {
        VectorStoreRetriever facts = new Facts();
        int found = facts.similaritySearch(
                        SearchRequest.builder().query("Alice").topK(3).build())
                .size();
        System.out.println("found " + found);
    }
}
