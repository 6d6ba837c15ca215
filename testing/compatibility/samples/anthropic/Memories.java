import com.anthropic.client.AnthropicClient;
import com.anthropic.models.beta.memorystores.MemoryStoreCreateParams;
import com.anthropic.models.beta.memorystores.memories.MemoryCreateParams;
import com.anthropic.models.beta.memorystores.memories.MemoryDeleteParams;
import com.anthropic.models.beta.memorystores.memories.MemoryListParams;
import com.anthropic.models.beta.memorystores.memories.MemoryRetrieveParams;
import com.anthropic.models.beta.memorystores.memories.MemoryUpdateParams;
import com.anthropic.models.beta.memorystores.memoryversions.MemoryVersionListParams;
import com.anthropic.models.beta.memorystores.memoryversions.MemoryVersionRedactParams;
import com.anthropic.models.beta.memorystores.memoryversions.MemoryVersionRetrieveParams;
import com.anthropic.services.async.beta.MemoryStoreServiceAsync;
import com.anthropic.services.blocking.beta.MemoryStoreService;

/** Keeps memories in a store of the service, at once and later. A small server of this process answers. */
class Memories {

    private static final String MEMORY = "{'id':'mem_1','content_sha256':'0','content_size_bytes':9,"
            + "'created_at':'2026-01-01T00:00:00Z','updated_at':'2026-01-01T00:00:00Z','memory_store_id':'memstore_1',"
            + "'memory_version_id':'memver_1','path':'/teas','type':'memory','content':'Alice likes tea'}";
    private static final String VERSION = "{'id':'memver_1','created_at':'2026-01-01T00:00:00Z','memory_id':'mem_1',"
            + "'memory_store_id':'memstore_1','operation':'created','type':'memory_version','content':'Alice likes tea'}";

    private static String answer(String method, String path, String body) {
        if (path.contains("gone")) {
            return null;
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (method.equals("DELETE")) {
            String type = path.contains("/memories/") ? "memory_deleted" : "memory_store_deleted";
            return "{'id':'" + last + "','type':'" + type + "'}";
        }
        if (path.contains("/memory_versions")) {
            return last.equals("memory_versions") ? "{'data':[" + VERSION + "],'next_page':null}" : VERSION;
        }
        if (path.contains("/memories")) {
            boolean isList = last.equals("memories") && method.equals("GET");
            return isList ? "{'data':[" + MEMORY + "," + MEMORY + "],'next_page':null}" : MEMORY;
        }
        return "{'id':'memstore_1','created_at':'2026-01-01T00:00:00Z','updated_at':'2026-01-01T00:00:00Z','name':'Teas',"
                + "'type':'memory_store','metadata':{}}";
    }

    private static MemoryCreateParams create(String store) {
        return MemoryCreateParams.builder()
                .memoryStoreId(store)
                .path("/teas")
                .content("Alice likes tea")
                .build();
    }

    private static MemoryUpdateParams update(String store) {
        return MemoryUpdateParams.builder()
                .memoryStoreId(store)
                .memoryId("mem_1")
                .content("Alice likes green tea")
                .build();
    }

    private static MemoryRetrieveParams retrieve(String store, String memory) {
        return MemoryRetrieveParams.builder()
                .memoryStoreId(store)
                .memoryId(memory)
                .build();
    }

    private static MemoryListParams list(String store) {
        return MemoryListParams.builder()
                .memoryStoreId(store)
                .pathPrefix("/")
                .limit(20)
                .build();
    }

    private static MemoryDeleteParams delete(String store) {
        return MemoryDeleteParams.builder()
                .memoryStoreId(store)
                .memoryId("mem_1")
                .build();
    }

    private static MemoryVersionRetrieveParams version(String store) {
        return MemoryVersionRetrieveParams.builder()
                .memoryStoreId(store)
                .memoryVersionId("memver_1")
                .build();
    }

    private static MemoryVersionRedactParams redact(String store) {
        return MemoryVersionRedactParams.builder()
                .memoryStoreId(store)
                .memoryVersionId("memver_1")
                .build();
    }

    private static MemoryVersionListParams versions(String store) {
        return MemoryVersionListParams.builder()
                .memoryStoreId(store)
                .memoryId("mem_1")
                .build();
    }

    public static void main(String[] args) throws Exception {
        AnthropicClient client = Messages.client(Messages.serve(Memories::answer));
        MemoryStoreCreateParams teas =
                MemoryStoreCreateParams.builder().name("Teas").build();
        atOnce(client.beta().memoryStores(), teas);
        later(client.async().beta().memoryStores(), teas);
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }

    private static void atOnce(MemoryStoreService stores, MemoryStoreCreateParams teas) {
        String store = stores.create(teas).id();
        System.out.println("stored " + stores.memories().create(create(store)).id());
        System.out.println(
                "read " + stores.memories().retrieve(retrieve(store, "mem_1")).path());
        stores.memories().update(update(store));
        System.out.println(
                "listed " + stores.memories().list(list(store)).data().size());
        System.out.println("versions "
                + stores.memoryVersions().list(versions(store)).data().size());
        stores.memoryVersions().retrieve(version(store));
        stores.memoryVersions().redact(redact(store));
        stores.memories().delete(delete(store));
        try {
            stores.memories().retrieve(retrieve(store, "gone"));
        } catch (RuntimeException gone) {
            System.out.println("gone");
        }
        stores.delete(store);
    }

    private static void later(MemoryStoreServiceAsync stores, MemoryStoreCreateParams teas) {
        String store = stores.create(teas).join().id();
        stores.memories().create(create(store)).join();
        stores.memories().retrieve(retrieve(store, "mem_1")).join();
        stores.memories().update(update(store)).join();
        System.out.println(
                "listed " + stores.memories().list(list(store)).join().data().size());
        stores.memoryVersions().list(versions(store)).join();
        stores.memoryVersions().retrieve(version(store)).join();
        stores.memoryVersions().redact(redact(store)).join();
        stores.memories().delete(delete(store)).join();
        stores.delete(store).join();
    }
}
