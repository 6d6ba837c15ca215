import com.alibaba.cloud.ai.graph.store.NamespaceListRequest;
import com.alibaba.cloud.ai.graph.store.Store;
import com.alibaba.cloud.ai.graph.store.StoreItem;
import com.alibaba.cloud.ai.graph.store.StoreSearchRequest;
import com.alibaba.cloud.ai.graph.store.stores.MemoryStore;
import java.util.List;
import java.util.Map;

/** What agents know of their users, each in a namespace of one store. */
class LongTerm {

    public static void main(String[] args) {
        Store store = new MemoryStore();
        store.putItem(StoreItem.of(List.of("users", "alice"), "diet", Map.of("allergy", "nuts")));
        store.putItem(StoreItem.of(List.of("users", "bob"), "drink", Map.of("likes", "milk")));
        System.out.println("alice "
                + store.getItem(List.of("users", "alice"), "diet").orElseThrow().getValue());
        System.out.println(
                "unknown " + store.getItem(List.of("users", "carol"), "diet").isPresent());
        System.out.println("found "
                + store.searchItems(StoreSearchRequest.builder()
                                .namespace("users")
                                .query("nuts")
                                .limit(5)
                                .build())
                        .getItems()
                        .size());
        System.out.println("namespaces "
                + store.listNamespaces(NamespaceListRequest.builder()
                                .namespace(List.of("users"))
                                .build())
                        .size());
        System.out.println("deleted " + store.deleteItem(List.of("users", "bob"), "drink"));
        store.clear();
        System.out.println("left " + store.size());
    }
}
