import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.models.conversations.ConversationCreateParams;
import com.openai.models.conversations.ConversationUpdateParams;
import com.openai.models.conversations.items.ItemCreateParams;
import com.openai.models.conversations.items.ItemDeleteParams;
import com.openai.models.conversations.items.ItemRetrieveParams;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.vectorstores.VectorStoreCreateParams;
import com.openai.models.vectorstores.VectorStoreSearchParams;
import com.openai.models.vectorstores.files.FileContentParams;
import com.openai.models.vectorstores.files.FileCreateParams;
import com.openai.models.vectorstores.files.FileDeleteParams;
import com.openai.services.async.ConversationServiceAsync;
import com.openai.services.async.VectorStoreServiceAsync;
import com.openai.services.blocking.ConversationService;
import com.openai.services.blocking.VectorStoreService;

/** Keeps conversations and files in stores of the service, at once and later. A small server of this process answers. */
class Memories {

    private static final String ITEM = "{'id':'msg_1','type':'message','role':'user','status':'completed','content':"
            + "[{'type':'input_text','text':'Alice likes tea'}]}";

    private static String answer(String method, String path, String body) {
        if (path.endsWith("gone")) {
            return null;
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.endsWith("/items")) {
            return "{'object':'list','data':[" + ITEM + "," + ITEM
                    + "],'first_id':'msg_1','last_id':'msg_1','has_more':false}";
        }
        if (path.contains("/items/") && method.equals("GET")) {
            return ITEM;
        }
        if (path.startsWith("/conversations")) {
            return "{'id':'conv_1','object':'conversation','created_at':1,'metadata':{}}";
        }
        if (path.startsWith("/responses")) {
            return "{'id':'resp_1','object':'response','model':'small-1-2026','output':[],'status':'completed'}";
        }
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

    private static ResponseInputItem message() {
        return ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("Alice likes tea")
                .build());
    }

    private static ConversationCreateParams conversation() {
        return ConversationCreateParams.builder().addItem(message()).build();
    }

    private static ConversationUpdateParams topic(String conversation) {
        return ConversationUpdateParams.builder()
                .conversationId(conversation)
                .metadata(ConversationUpdateParams.Metadata.builder()
                        .putAdditionalProperty("topic", JsonValue.from("drinks"))
                        .build())
                .build();
    }

    private static ItemCreateParams items(String conversation) {
        return ItemCreateParams.builder()
                .conversationId(conversation)
                .addItem(message())
                .addItem(message())
                .build();
    }

    private static ItemRetrieveParams item(String conversation, String item) {
        return ItemRetrieveParams.builder()
                .conversationId(conversation)
                .itemId(item)
                .build();
    }

    private static ItemDeleteParams delete(String conversation) {
        return ItemDeleteParams.builder()
                .conversationId(conversation)
                .itemId("msg_1")
                .build();
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
        OpenAIClient client = Models.client(Models.serve(Memories::answer));
        conversation(client.conversations());
        conversationLater(client.async().conversations());
        client.responses()
                .create(ResponseCreateParams.builder()
                        .model("small-1")
                        .conversation("conv_1")
                        .input("What does Alice like?")
                        .build());
        knowledge(client.vectorStores());
        knowledgeLater(client.async().vectorStores());
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }

    private static void conversation(ConversationService conversations) {
        String id = conversations.create(conversation()).id();
        conversations.retrieve(id);
        conversations.update(topic(id));
        System.out.println(
                "added " + conversations.items().create(items(id)).data().size());
        System.out.println("said " + conversations.items().list(id).data().size());
        conversations.items().retrieve(item(id, "msg_1"));
        try {
            conversations.items().retrieve(item(id, "gone"));
        } catch (RuntimeException gone) {
            System.out.println("gone");
        }
        conversations.items().delete(delete(id));
        conversations.delete(id);
    }

    private static void conversationLater(ConversationServiceAsync conversations) {
        String id = conversations.create(conversation()).join().id();
        conversations.retrieve(id).join();
        conversations.update(topic(id)).join();
        conversations.items().create(items(id)).join();
        System.out.println(
                "said " + conversations.items().list(id).join().data().size());
        conversations.items().retrieve(item(id, "msg_1")).join();
        conversations.items().delete(delete(id)).join();
        conversations.delete(id).join();
    }

    private static void knowledge(VectorStoreService stores) {
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

    private static void knowledgeLater(VectorStoreServiceAsync stores) {
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
