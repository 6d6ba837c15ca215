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
import com.openai.services.async.ConversationServiceAsync;
import com.openai.services.blocking.ConversationService;

/** Keeps conversations in the service, at once and later. A small server of this process answers. */
class Conversations {

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
        return null;
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

    public static void main(String[] args) throws Exception {
        OpenAIClient client = Models.client(Models.serve(Conversations::answer));
        conversation(client.conversations());
        conversationLater(client.async().conversations());
        client.responses()
                .create(ResponseCreateParams.builder()
                        .model("small-1")
                        .conversation("conv_1")
                        .input("What does Alice like?")
                        .build());
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
}
