package dev.engram.agent.client.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Commands whose replies are read after they were sent")
class SentCommandsTest {

    /** An error of the server. */
    private static final class ErrorReply extends RuntimeException {
        private static final long serialVersionUID = 1;

        ErrorReply(String message) {
            super(message);
        }
    }

    /** Commands are texts. */
    private static final class Reader implements CommandReader {

        /** The library keeps the newest one only. */
        private volatile String database = "0";

        @Override
        public List<byte[]> words(Object command) {
            return Arrays.stream(command.toString().split(" ", -1))
                    .map(each -> each.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        @Override
        public Server server(Object connection) {
            return new Server("localhost", 6379, null, 0);
        }

        @Override
        public String database(Object connection) {
            return database;
        }

        @Override
        public @Nullable String statusCode(Throwable thrown) {
            return thrown instanceof ErrorReply ? thrown.getMessage() : null;
        }

        @Override
        public Meaning meaning(Object command) {
            return switch (command.toString().split(" ", -1)[0]) {
                case "MULTI" -> Meaning.MULTI;
                case "EXEC", "DISCARD" -> Meaning.END;
                case "SELECT" -> Meaning.SELECT;
                default -> Meaning.OTHER;
            };
        }
    }

    private record Text(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** What was told of a span. */
    private record Seen(
            String operation,
            int size,
            List<String> counts,
            @Nullable String database,
            @Nullable String code,
            long hits) {}

    private final Sites sites = new Sites();
    private final Reader reader = new Reader();
    private final Client library = new Client("test", List.of(), reader, CommandRecording.ALL);
    private final int send = sites.number(List.of("send"), () -> new SendSite(library, "Connection.sendCommand"));
    private final int flush = sites.number(List.of("flush"), () -> new FlushSite(library, "Connection.flush"));
    private final int reply = sites.number(List.of("reply"), () -> new ReplySite(library, "Connection.read"));
    private final int select = sites.number(List.of("select"), () -> new SelectSite(library, "Connection.setDb"));
    private final int store = sites.number(
            List.of("store"),
            () -> new MemorySite(
                    "t",
                    Rule.memory(new Source("r.yaml", 1), "a.Memory", "store", Operation.STORE)
                            .build(),
                    "a.Memory.store"));
    private final int client =
            sites.number(List.of("client"), () -> new CommandSite(library, "Client.run", CommandSite.Receiver.CLIENT));
    private final int command = sites.number(
            List.of("command"), () -> new CommandSite(library, "Connection.execute", CommandSite.Receiver.CONNECTION));
    private final List<Seen> all = new ArrayList<>();

    /** When each of {@link #all} began, as nanoTime has it. */
    private final List<Long> begins = new ArrayList<>();

    /** The span that each of {@link #all} lies beneath. */
    private final List<Long> parents = new ArrayList<>();

    private final EventRing ring = new EventRing(1024, sites::get);
    private final CallRecorder recorder = new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
    private final Object connection = new Object();

    @BeforeEach
    void start() {
        CommandFacts facts = new CommandFacts();
        ring.start(new CallConsumer() {
            @Override
            public void onCall(RecordedCall call) {
                if (call.site instanceof ClientSite site) {
                    facts.read(call, site);
                    all.add(new Seen(
                            facts.operation(),
                            facts.size(),
                            facts.counts(),
                            facts.database(),
                            facts.statusCode(),
                            facts.hits()));
                    begins.add(call.startNanos);
                    parents.add(call.parentSpanId);
                }
            }

            @Override
            public void onPause() {}

            @Override
            public void onError(Throwable thrown) {
                throw new IllegalStateException(thrown);
            }
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        ring.stop(1, TimeUnit.SECONDS);
        assertThat(TraceStack.current().top()).isNull();
    }

    private List<Seen> seen() {
        assertThat(ring.drain(10, TimeUnit.SECONDS)).isTrue();
        return all;
    }

    private void send(String text) {
        exit(recorder.enter(send, connection, new Text(text), null, null, null, null, null), null, null);
    }

    private void failToSend(String text) {
        Object call = recorder.enter(send, connection, new Text(text), null, null, null, null, null);
        exit(call, null, new SocketException("Broken pipe"));
    }

    private void answer(@Nullable Object with) {
        Object call = recorder.enter(reply, connection, null, null, null, null, null, null);
        if (with instanceof Throwable thrown) {
            exit(call, null, thrown);
        } else {
            exit(call, with, null);
        }
    }

    private void exit(@Nullable Object call, @Nullable Object returned, @Nullable Throwable thrown) {
        if (call != null) {
            recorder.exit(call, returned, thrown);
        }
    }

    private static Seen single(String operation, @Nullable String database, @Nullable String code, long hits) {
        return new Seen(operation, 1, List.of(), database, code, hits);
    }

    @Test
    @DisplayName("are one span each where each reply is read before the next is sent")
    void single() {
        send("GET k");
        answer("v");
        send("GET none");
        answer(null);
        send("GET list");
        answer(new ErrorReply("WRONGTYPE"));
        assertThat(seen())
                .containsExactly(
                        single("GET", "0", null, 1), single("GET", "0", null, 0), single("GET", "0", "WRONGTYPE", 0));
    }

    @Test
    @DisplayName("are one span where several are sent first: a pipeline, with the first error as its own")
    void pipeline() {
        send("SET a 1");
        send("GET a");
        send("GET b");
        answer("OK");
        answer(new ErrorReply("WRONGTYPE"));
        answer("2");
        send("GET c");
        send("GET d");
        answer("3");
        answer("4");
        assertThat(seen())
                .containsExactly(
                        new Seen("PIPELINE", 3, List.of("SET:1", "GET:2"), "0", "WRONGTYPE", 1),
                        new Seen("PIPELINE GET", 2, List.of("GET:2"), "0", null, 2));
    }

    @Test
    @DisplayName("are over when they cannot be written: no reply comes")
    void failedFlush() {
        send("MULTI");
        answer("OK");
        send("SET a 1");
        send("EXEC");
        Object call = recorder.enter(flush, connection, null, null, null, null, null, null);
        exit(call, null, new SocketException("Broken pipe"));
        assertThat(seen())
                .containsExactly(new Seen("MULTI SET", 1, List.of("MULTI:1", "SET:1", "EXEC:1"), "0", null, 0));
    }

    @Test
    @DisplayName("are one span from MULTI to EXEC, whether replies are read in between or not")
    void transaction() {
        for (boolean reads : new boolean[] {true, false}) {
            send("MULTI");
            if (reads) {
                answer("OK");
            }
            send("GET a");
            if (reads) {
                answer("QUEUED");
            }
            send("GET b");
            if (reads) {
                answer("QUEUED");
            }
            send("EXEC");
            if (!reads) {
                answer("OK");
                answer("QUEUED");
                answer("QUEUED");
            }
            answer(Arrays.asList("v", null));
        }
        Seen expected = new Seen("MULTI GET", 2, List.of("MULTI:1", "GET:2", "EXEC:1"), "0", null, 1);
        assertThat(seen()).containsExactly(expected, expected);
    }

    @Test
    @DisplayName("of a transaction that the server aborts, or that has an error in it, are an error")
    void failedTransaction() {
        send("MULTI");
        answer("OK");
        send("INCR");
        answer(new ErrorReply("ERR"));
        send("EXEC");
        answer(new ErrorReply("EXECABORT"));
        send("MULTI");
        answer("OK");
        send("INCR text");
        answer("QUEUED");
        send("EXEC");
        answer(List.of(new ErrorReply("WRONGTYPE")));
        send("MULTI");
        answer(new ErrorReply("NOPERM"));
        send("GET k");
        answer("v");
        assertThat(seen())
                .extracting(Seen::operation, Seen::code)
                .containsExactly(
                        tuple("MULTI INCR", "ERR"),
                        tuple("MULTI INCR", "WRONGTYPE"),
                        tuple("MULTI", "NOPERM"),
                        tuple("GET", null));
    }

    @Test
    @DisplayName("end when the connection fails; the next ones begin anew")
    void connectionLost() {
        send("SET a 1");
        send("SET b 2");
        answer(new SocketException("Connection reset"));
        failToSend("GET a");
        send("GET a");
        answer("1");
        assertThat(seen())
                .extracting(Seen::operation, Seen::hits)
                .containsExactly(tuple("PIPELINE SET", 0L), tuple("GET", 0L), tuple("GET", 1L));
    }

    @Test
    @DisplayName("know the database that was selected when they were sent")
    void database() {
        send("SELECT 3");
        answer("OK");
        send("GET a");
        answer("1");
        send("SELECT 99");
        answer(new ErrorReply("ERR"));
        send("GET a");
        answer("1");
        assertThat(seen()).extracting(Seen::database).containsExactly("0", "3", "3", "3");
    }

    @Test
    @DisplayName("know the database that a method of the connection has chosen")
    void chosenDatabase() {
        assertThat(recorder.enter(select, connection, 5, null, null, null, null, null))
                .isNull();
        send("GET a");
        answer("1");
        assertThat(seen()).extracting(Seen::database).containsExactly("5");
    }

    @Test
    @DisplayName("know the database before the first SELECT also when the connection knows only the newest")
    void databaseBeforeSelect() {
        long before = System.nanoTime();
        for (String each : List.of("3", "4")) {
            send("SELECT " + each);
            answer("OK");
            reader.database = each;
        }
        SentCommands known = Objects.requireNonNull(library.connections().find(connection));
        assertThat(known.selectAt(before)).isEqualTo("0");
        assertThat(known.selectAt(System.nanoTime())).isEqualTo(new Text("SELECT 4"));
    }

    @Test
    @DisplayName("begin when they are sent; a pipeline when its first reply is read, a transaction when EXEC is sent")
    void begin() {
        send("GET a");
        long reading = System.nanoTime();
        answer("1");
        send("SET a 1");
        send("SET b 2");
        long waiting = System.nanoTime();
        answer("OK");
        long answered = System.nanoTime();
        answer("OK");
        send("MULTI");
        answer("OK");
        send("GET a");
        answer("QUEUED");
        long executing = System.nanoTime();
        send("EXEC");
        answer(List.of("1"));
        assertThat(seen()).extracting(Seen::operation).containsExactly("GET", "PIPELINE SET", "MULTI GET");
        assertThat(begins.get(0) - reading).isNotPositive();
        assertThat(begins.get(1) - waiting).isNotNegative();
        assertThat(begins.get(1) - answered).isNotPositive();
        assertThat(begins.get(2) - executing).isNotNegative();
    }

    @Test
    @DisplayName("lie beneath the memory operation that sends them")
    void beneathOperation() {
        OpenCall storing = (OpenCall) recorder.enter(store, null, null, null, null, null, null, null);
        long operation = Objects.requireNonNull(storing).spanId;
        send("SET a 1");
        answer("OK");
        send("SET b 2");
        exit(storing, null, null);
        answer("OK");
        assertThat(seen()).extracting(Seen::operation).containsExactly("SET", "SET");
        assertThat(parents).containsExactly(operation, operation);
    }

    @Test
    @DisplayName("beneath a method that sends one command and returns its reply are that one")
    void beneath() {
        String text = "GET k";
        Object outer = recorder.enter(client, new Object(), text, null, null, null, null, null);
        Object attempt = recorder.enter(command, connection, text, null, null, null, null, null);
        send(text);
        answer(new ErrorReply("MOVED"));
        exit(attempt, null, new ErrorReply("MOVED"));
        Object again = recorder.enter(command, connection, text, null, null, null, null, null);
        send(text);
        answer("v");
        exit(again, null, null);
        exit(outer, null, null);
        send("GET none");
        answer(null);
        assertThat(seen()).containsExactly(single("GET", "0", null, 1), single("GET", "0", null, 0));
    }

    @Test
    @DisplayName("are not waited for where nothing was sent, as with messages of a subscription")
    void messages() {
        send("SUBSCRIBE c");
        answer(List.of("subscribe", "c", 1L));
        answer(List.of("message", "c", "text"));
        assertThat(seen()).extracting(Seen::operation).containsExactly("SUBSCRIBE");
    }
}
