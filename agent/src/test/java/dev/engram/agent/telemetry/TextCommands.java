package dev.engram.agent.telemetry;

import dev.engram.agent.client.read.CommandReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands that are texts: name and arguments, apart by blanks. An exception's message begins with the server's code. */
public final class TextCommands implements CommandReader {

    private final @Nullable Server server;

    /** Commands of connections whose server is not known. */
    public TextCommands() {
        this.server = null;
    }

    /** Commands of connections to the server cache.local, database 2. */
    public TextCommands(int port) {
        this.server = new Server("cache.local", port, null, 0);
    }

    @Override
    public List<byte[]> words(Object command) {
        return Arrays.stream(command.toString().split(" ", -1))
                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public @Nullable Server server(Object connection) {
        return server;
    }

    @Override
    public @Nullable String database(Object connection) {
        return server == null ? null : "2";
    }

    @Override
    public @Nullable String statusCode(Throwable thrown) {
        String message = thrown.getMessage();
        return message != null && message.startsWith("WRONGTYPE") ? "WRONGTYPE" : null;
    }
}
