import com.openai.client.OpenAIClient;
import com.openai.models.vectorstores.VectorStoreCreateParams;
import com.openai.models.vectorstores.VectorStoreSearchParams;
import com.openai.models.vectorstores.files.FileContentParams;
import com.openai.models.vectorstores.files.FileCreateParams;
import com.openai.models.vectorstores.files.FileDeleteParams;
import com.openai.services.async.VectorStoreServiceAsync;
import com.openai.services.blocking.VectorStoreService;

/** Keeps files in a vector store of the service and searches them, at once and later. A small server of this process answers. */
class Knowledge {

    private static String answer(String method, String path, String body) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.endsWith("/search")) {
            return "{'object':'vector_store.search_results.page','search_query':['tea'],'has_more':false,'data':[{'file_id':'file_1',"
                    + "'filename':'teas.txt','score':0.75,'attributes':{},'content':[{'type':'text','text':'Alice likes tea'}]}]}";
        }
        if (path.endsWith("/content")) {
            return "{'object':'vector_store.file_content.page','data':[{'type':'text','text':'Alice likes tea'}],'has_more':false}";
        }
        return "{'id':'" + (last.startsWith("file") && !last.equals("files") ? last : "vs_1")
                + "','object':'vector_store','created_at':1,'deleted':true,'status':'completed','vector_store_id':'vs_1'}";
    }

    private static VectorStoreSearchParams search(String store) {
        return VectorStoreSearchParams.builder()
                .vectorStoreId(store)
                .query("Who likes tea?")
                .maxNumResults(5)
                .build();
    }

    private static FileCreateParams file(String store) {
        return FileCreateParams.builder().vectorStoreId(store).fileId("file_1").build();
    }

    private static FileContentParams content(String store) {
        return FileContentParams.builder().vectorStoreId(store).fileId("file_1").build();
    }

    private static FileDeleteParams deleteFile(String store) {
        return FileDeleteParams.builder().vectorStoreId(store).fileId("file_1").build();
    }

    public static void main(String[] args) throws Exception {
        OpenAIClient client = Models.client(Models.serve(Knowledge::answer));
        atOnce(client.vectorStores());
        later(client.async().vectorStores());
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }

    private static void atOnce(VectorStoreService stores) {
        String store = stores.create(
                        VectorStoreCreateParams.builder().name("Teas").build())
                .id();
        stores.files().create(file(store));
        System.out.println("found " + stores.search(search(store)).data().size());
        System.out.println(
                "content " + stores.files().content(content(store)).data().size());
        stores.files().delete(deleteFile(store));
        stores.delete(store);
    }

    private static void later(VectorStoreServiceAsync stores) {
        String store = stores.create(
                        VectorStoreCreateParams.builder().name("Teas").build())
                .join()
                .id();
        stores.files().create(file(store)).join();
        System.out.println("found " + stores.search(search(store)).join().data().size());
        stores.files().content(content(store)).join();
        stores.files().delete(deleteFile(store)).join();
        stores.delete(store).join();
    }
}
