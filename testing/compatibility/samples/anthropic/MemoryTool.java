import com.anthropic.client.AnthropicClient;
import com.anthropic.helpers.BetaMemoryToolHandler;
import com.anthropic.helpers.BetaRunnableTool;
import com.anthropic.models.beta.messages.BetaMemoryTool20250818;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.BetaTool;
import com.anthropic.models.beta.messages.BetaToolResultBlockParam;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.anthropic.models.beta.messages.ToolRunnerCreateParams;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A model uses a tool and the memory tool, whose files this program keeps in a map. A small server of this process is the model. */
class MemoryTool {

    /** Files by their paths. */
    private static final class Files implements BetaMemoryToolHandler {
        private final Map<String, String> byPath = new ConcurrentHashMap<>();

        @Override
        public String view(String path, Optional<List<Long>> range) {
            return byPath.getOrDefault(path, "");
        }

        @Override
        public String create(String path, String text) {
            byPath.put(path, text);
            return "created";
        }

        @Override
        public String strReplace(String path, String old, String text) {
            byPath.computeIfPresent(path, (key, known) -> known.replace(old, text));
            return "replaced";
        }

        @Override
        public String insert(String path, long line, String text) {
            byPath.merge(path, text, (known, added) -> known + "\n" + added);
            return "inserted";
        }

        @Override
        public String delete(String path) {
            byPath.remove(path);
            return "deleted";
        }

        @Override
        public String rename(String path, String to) {
            byPath.put(to, byPath.remove(path));
            return "renamed";
        }
    }

    private static final List<String> COMMANDS = List.of(
            "{'city':'Rome'}",
            "{'command':'view','path':'/memories/teas.txt'}",
            "{'command':'create','path':'/memories/teas.txt','file_text':'Alice likes tea'}",
            "{'command':'str_replace','path':'/memories/teas.txt','old_str':'tea','new_str':'green tea'}",
            "{'command':'insert','path':'/memories/teas.txt','insert_line':1,'insert_text':'Bob likes milk'}",
            "{'command':'view','path':'/memories/teas.txt'}",
            "{'command':'rename','old_path':'/memories/teas.txt','new_path':'/memories/drinks.txt'}",
            "{'command':'delete','path':'/memories/drinks.txt'}");

    private static final AtomicInteger ASKED = new AtomicInteger();

    private static String call(int number) {
        String input = COMMANDS.get(number);
        return "{'type':'tool_use','id':'call-" + number + "','name':'"
                + (input.contains("command") ? "memory" : "weather") + "','input':" + input + "}";
    }

    private static String model(String method, String path, String body) {
        int asked = ASKED.getAndIncrement();
        boolean isDone = asked == COMMANDS.size();
        String content = isDone ? "{'type':'text','text':'Noted','citations':null}" : call(asked);
        return "{'id':'msg_" + asked + "','type':'message','role':'assistant','model':'small-1-2026','content':["
                + content
                + "],'stop_reason':'" + (isDone ? "end_turn" : "tool_use") + "','stop_sequence':null,"
                + "'usage':{'input_tokens':10,'output_tokens':7}}";
    }

    public static void main(String[] args) throws Exception {
        AnthropicClient client = Messages.client(Messages.serve(MemoryTool::model));
        BetaTool weather = BetaTool.builder()
                .name("weather")
                .inputSchema(BetaTool.InputSchema.builder().build())
                .build();
        MessageCreateParams question = MessageCreateParams.builder()
                .model("small-1")
                .maxTokens(100)
                .addTool(BetaMemoryTool20250818.builder().build())
                .addTool(BetaRunnableTool.of(weather, city -> BetaToolResultBlockParam.Content.ofString("sunny")))
                .addUserMessage("Remember what Alice and Bob like.")
                .build();
        Files files = new Files();
        int answers = 0;
        for (BetaMessage each : client.beta()
                .messages()
                .toolRunner(ToolRunnerCreateParams.builder()
                        .betaMemoryToolHandler(files)
                        .initialMessageParams(question)
                        .build())) {
            answers += each.content().size();
        }
        System.out.println("answers " + answers + " left " + files.byPath.size());
        // The SDK keeps threads that would keep the process.
        System.exit(0);
    }
}
