import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.springaicommunity.agent.tools.AutoMemoryTools;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.ToolCallback;

/** A model has its tools keep memories in files: each call is what a chat client does with a model's answer. */
class MemoryFiles {

    private final ToolCallback[] tools;

    private MemoryFiles(Path folder) {
        tools = ToolCallbacks.from(AutoMemoryTools.builder().memoriesDir(folder).build());
    }

    private void call(String tool, String arguments) {
        ToolCallback found = Arrays.stream(tools)
                .filter(each -> each.getToolDefinition().name().equals(tool))
                .findFirst()
                .orElseThrow();
        System.out.println(
                tool + " " + !found.call(arguments.replace('\'', '"')).isEmpty());
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("memories");
        MemoryFiles files = new MemoryFiles(folder);
        files.call("MemoryCreate", "{'path':'teas.md','fileText':'Alice likes tea'}");
        files.call("MemoryView", "{'path':'teas.md'}");
        files.call("MemoryStrReplace", "{'path':'teas.md','oldStr':'tea','newStr':'green tea'}");
        files.call("MemoryInsert", "{'path':'teas.md','insertLine':1,'insertText':'Bob likes milk'}");
        files.call("MemoryRename", "{'oldPath':'teas.md','newPath':'drinks.md'}");
        files.call("MemoryDelete", "{'path':'drinks.md'}");
        Files.deleteIfExists(folder.resolve("MEMORY.md"));
        Files.deleteIfExists(folder);
    }
}
