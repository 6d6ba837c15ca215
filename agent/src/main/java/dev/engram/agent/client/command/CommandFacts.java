package dev.engram.agent.client.command;

import dev.engram.agent.client.command.Command.Fact;
import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.site.ClientSite;
import dev.engram.agent.client.site.SentCommands;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.RecordedCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a command, or of a batch of them, says. One object may read one call after the other. It keeps arguments
 * until it reads the next; none of them but keys is in any text that it gives. Not thread-safe.
 */
public final class CommandFacts {

    private static final int MAX_TEXT = 1024;
    private static final int MAX_NAMES = 64;

    private long spanId;
    private List<List<byte[]>> all = List.of();
    private List<String> names = List.of();
    private List<Command> commands = List.of();
    private @Nullable CommandBatch batch;
    private @Nullable Object reply;
    private List<@Nullable Object> replies = List.of();
    private String operation = "";
    private int size;
    private long requestBytes;
    private long responseBytes;
    private long hits;
    private long misses;
    private @Nullable String statusCode;
    private @Nullable Throwable thrown;
    private CommandReader.@Nullable Server server;
    private @Nullable String database;
    private boolean isLocal;

    /**
     * Reads a call at that site; nothing is done where it has read this one already.
     *
     * @throws RuntimeException of any kind when an object of the client library cannot be read
     */
    public void read(RecordedCall call, ClientSite site) {
        if (hasRead(call)) {
            return;
        }
        spanId = 0;
        CommandReader reader = site.client().reader();
        Object key = call.key;
        batch = key instanceof CommandBatch several ? several : key == null ? null : reader.batch(key);
        readCommands(key, reader);
        Object connection = call.self;
        server = connection == null ? null : reader.server(connection);
        database = connection == null ? null : database(connection, call, site);
        reply = key == null ? call.value : reader.reply(key, call.value);
        replies = batch == null ? List.of() : replies(batch, reader);
        thrown = call.thrown != null ? call.thrown : error();
        statusCode = thrown == null ? null : reader.statusCode(thrown);
        isLocal = thrown == null && (connection == null || reader.isClient(connection));
        readReplies();
        spanId = call.spanId;
    }

    /** Whether the facts are those of this call. */
    public boolean hasRead(RecordedCall call) {
        return spanId == call.spanId;
    }

    /** The call that was read has another span id now. */
    void follow(RecordedCall call) {
        spanId = call.spanId;
    }

    private static List<@Nullable Object> replies(CommandBatch batch, CommandReader reader) {
        List<@Nullable Object> replies = new ArrayList<>(batch.replies().size());
        for (int i = 0; i < batch.replies().size(); i++) {
            replies.add(reader.reply(batch.commands().get(i), batch.replies().get(i)));
        }
        return replies;
    }

    private void readCommands(@Nullable Object key, CommandReader reader) {
        List<Object> sent = batch != null ? batch.commands() : key == null ? List.of() : List.of(key);
        all = new ArrayList<>(sent.size());
        names = new ArrayList<>(sent.size());
        commands = new ArrayList<>(sent.size());
        requestBytes = 0;
        for (Object each : sent) {
            List<byte[]> words = reader.words(each);
            all.add(words);
            String name = Words.name(words);
            names.add(name);
            commands.add(Command.of(name));
            requestBytes += Words.sentBytes(words);
        }
        size = batch == null
                ? 1
                : batch.size()
                        - (int) commands.stream()
                                .filter(each -> each.is(Fact.FRAME))
                                .count();
        operation = batch == null ? names.isEmpty() ? "UNKNOWN" : names.get(0) : operationOfBatch();
    }

    /** As OpenTelemetry's conventions have it: the one name of all of them after the batch's, or the batch's. */
    private String operationOfBatch() {
        String kind = names.get(0).equals("MULTI") ? "MULTI" : "PIPELINE";
        List<String> inner = names.stream()
                .filter(each -> !Command.of(each).is(Fact.FRAME))
                .distinct()
                .toList();
        return inner.size() == 1 ? kind + " " + inner.get(0) : kind;
    }

    private static @Nullable String database(Object connection, RecordedCall call, ClientSite site) {
        CommandReader reader = site.client().reader();
        SentCommands sent = site.client().connections().find(connection);
        Object by = sent == null ? null : sent.selectAt(call.startNanos);
        if (by == null) {
            return reader.database(connection);
        }
        if (by instanceof String index) {
            return index;
        }
        List<byte[]> words = reader.words(by);
        return words.size() < 2 ? null : Words.text(words.get(1));
    }

    private @Nullable Throwable error() {
        if (batch == null) {
            return Reply.error(reply);
        }
        for (Object each : replies) {
            Throwable error = Reply.error(each);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private void readReplies() {
        hits = 0;
        misses = 0;
        responseBytes = -1;
        if (batch == null) {
            if (thrown == null && !names.isEmpty()) {
                responseBytes = Reply.bytes(reply);
                count(commands.get(0), reply);
            }
            return;
        }
        long sum = 0;
        for (int i = 0; i < replies.size() && sum >= 0; i++) {
            Object each = replies.get(i);
            long bytes = each instanceof Throwable ? 0 : Reply.bytes(each);
            sum = bytes < 0 ? -1 : sum + bytes;
        }
        responseBytes = sum;
        if (names.get(0).equals("MULTI")) {
            Object last = replies.size() == names.size() ? replies.get(replies.size() - 1) : null;
            if (last instanceof List<?> results && results.size() == names.size() - 2) {
                for (int i = 0; i < results.size(); i++) {
                    count(commands.get(i + 1), results.get(i));
                }
            }
        } else {
            for (int i = 0; i < replies.size(); i++) {
                count(commands.get(i), replies.get(i));
            }
        }
    }

    private void count(Command command, @Nullable Object reply) {
        if (reply instanceof Throwable || reply == CommandReader.UNKNOWN_REPLY) {
            return;
        }
        if (command.is(Fact.EACH)) {
            int found = Reply.found(reply);
            if (found >= 0 && reply instanceof List<?> elements) {
                hits += found;
                misses += elements.size() - found;
            }
        } else if (command.operation() == Operation.RETRIEVE) {
            if (command.isHit(reply)) {
                hits++;
            } else {
                misses++;
            }
        }
    }

    /** {@code db.operation.name}. */
    public String operation() {
        return operation;
    }

    /** How many commands were sent together; 1 for a single one. */
    public int size() {
        return size;
    }

    /** Whether it is a batch by the conventions, which know none of one command. */
    public boolean isBatch() {
        return batch != null && size != 1;
    }

    /** Each name in a batch and how often it was sent, as {@code GET:2}; empty for a single command. */
    public List<String> counts() {
        if (batch == null) {
            return List.of();
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        names.forEach(each -> counts.merge(each, 1, Integer::sum));
        return counts.entrySet().stream()
                .limit(MAX_NAMES)
                .map(each -> each.getKey() + ":" + each.getValue())
                .toList();
    }

    /** Whether the client sent it for its connection alone. */
    public boolean isHousekeeping() {
        return commands.stream().allMatch(each -> each.is(Fact.HOUSEKEEPING));
    }

    /** Whether the client answered it without asking a server. */
    public boolean isLocal() {
        return isLocal;
    }

    /** Whether a message about it may carry a credential. */
    public boolean isSecret() {
        return commands.stream().anyMatch(each -> each.is(Fact.SECRET));
    }

    /** The name or digest of the script or function that a single command calls; null for none. */
    public @Nullable String storedProcedure() {
        return batch == null
                        && !all.isEmpty()
                        && commands.get(0).is(Fact.STORED)
                        && all.get(0).size() > 1
                ? Words.text(all.get(0).get(1))
                : null;
    }

    public CommandReader.@Nullable Server server() {
        return server;
    }

    /** {@code db.namespace}; null when not known. */
    public @Nullable String database() {
        return database;
    }

    /** What was thrown, or the first error among the replies; null when all went well. */
    public @Nullable Throwable thrown() {
        return thrown;
    }

    /** {@code db.response.status_code}; null without an error of the server. */
    public @Nullable String statusCode() {
        return statusCode;
    }

    /** Bytes sent. */
    public long requestBytes() {
        return requestBytes;
    }

    /** Bytes of the replies; negative when not known. */
    public long responseBytes() {
        return responseBytes;
    }

    /** Reads that found something, and those that did not. */
    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    /** Seconds that a single command lets its key live; NaN when it says nothing. */
    public double ttl() {
        return batch != null || all.isEmpty() ? Double.NaN : commands.get(0).ttl(all.get(0));
    }

    /** The key of a single command that has one. */
    public @Nullable String key() {
        if (batch != null || all.isEmpty()) {
            return null;
        }
        String found = null;
        List<byte[]> words = all.get(0);
        boolean[] keys = commands.get(0).keys().in(words);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i]) {
                if (found != null) {
                    return null;
                }
                found = Words.text(words.get(i));
            }
        }
        return found;
    }

    /** The reply of a single command, in types of the JDK; {@link CommandReader#UNKNOWN_REPLY} where nobody saw it. */
    @Nullable
    Object reply() {
        return reply;
    }

    /** What a single command does with an agent's memory; null for nothing. */
    @Nullable
    Operation memoryOperation() {
        return batch != null || commands.isEmpty() ? null : commands.get(0).operation();
    }

    /** Whether the reply of a single command shows that something was found. */
    boolean isFound() {
        return commands.get(0).isHit(reply);
    }

    /** What a single command stores in its one key. */
    @Nullable
    Object storedValue() {
        return commands.get(0).stored(all.get(0));
    }

    /**
     * The commands as text, joined by {@code "; "}: names and keys as they are, any other word as {@code ?}. At most {@value
     * #MAX_TEXT} characters.
     *
     * @param shownKey what is shown of a key
     */
    public String queryText(UnaryOperator<String> shownKey) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < all.size(); c++) {
            if (c > 0) {
                text.append("; ");
            }
            append(text, names.get(c), commands.get(c), all.get(c), shownKey);
            if (text.length() > MAX_TEXT) {
                return text.substring(0, MAX_TEXT - 3) + "...";
            }
        }
        return text.toString();
    }

    private static void append(
            StringBuilder text, String name, Command command, List<byte[]> words, UnaryOperator<String> shownKey) {
        text.append(name);
        boolean[] keys = command.keys().in(words);
        for (int i = 1; i < words.size() && text.length() <= MAX_TEXT; i++) {
            text.append(' ');
            if (keys[i]) {
                text.append(shownKey.apply(Words.text(words.get(i))));
            } else if (i == 1 && command.is(Fact.SUBCOMMAND)) {
                text.append(Words.name(words.subList(1, 2)));
            } else {
                text.append('?');
            }
        }
    }
}
