package dev.engram.agent.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.read.CommandBatch;
import dev.engram.agent.client.read.CommandReader;
import dev.engram.agent.client.read.SentAgain;
import dev.engram.agent.client.site.AgainSite;
import dev.engram.agent.client.site.AsyncCommandSite;
import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.ClientSite;
import dev.engram.agent.client.site.ClosedSite;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.ConnectionSite;
import dev.engram.agent.client.site.OwnCommandsSite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Commands whose replies come after their methods returned")
class AsyncCommandSiteTest {

    /** A command that knows its reply. */
    private static final class Sent extends CompletableFuture<@Nullable Object> {
        private final String text;

        /** The commands that it stands for; none where it is one itself. */
        private final List<Sent> parts;

        /** Whether the client sends {@code MULTI} beneath the first such command. */
        private boolean isQueued;

        /** Why it is sent again. */
        private @Nullable Throwable failure;

        Sent(String text, Sent... parts) {
            this.text = text;
            this.parts = List.of(parts);
        }
    }

    /** A connection that knows its database. */
    private static final class Connection {
        private volatile String database = "0";
    }

    private static final class Reader implements CommandReader {
        @Override
        public List<byte[]> words(Object command) {
            return Arrays.stream(((Sent) command).text.split(" ", -1))
                    .map(each -> each.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        @Override
        public @Nullable Server server(Object connection) {
            return null;
        }

        @Override
        public String database(Object connection) {
            return ((Connection) connection).database;
        }

        @Override
        public @Nullable String statusCode(Throwable thrown) {
            return thrown.getMessage();
        }

        @Override
        public @Nullable CompletionStage<?> promise(Object command) {
            return ((Sent) command).text.startsWith("SUBSCRIBE") ? null : (Sent) command;
        }

        @Override
        public @Nullable Throwable lastFailure(Object command) {
            return ((Sent) command).failure;
        }

        @Override
        public @Nullable CommandBatch batch(Object command) {
            List<Sent> parts = ((Sent) command).parts;
            return parts.isEmpty() ? null : new CommandBatch(List.copyOf(parts), List.of(), parts.size());
        }

        @Override
        public Sent implicitMulti() {
            return new Sent("MULTI");
        }

        @Override
        public Meaning meaning(Object command) {
            if (((Sent) command).isQueued) {
                return Meaning.QUEUED;
            }
            return switch (((Sent) command).text.split(" ", -1)[0]) {
                case "MULTI" -> Meaning.MULTI;
                case "EXEC", "DISCARD" -> Meaning.END;
                case "SELECT" -> Meaning.SELECT;
                default -> Meaning.OTHER;
            };
        }
    }

    private final Sites sites = new Sites();
    private final Client library = new Client("test", List.of(), new Reader(), CommandRecording.ALL);
    private final int number =
            sites.number(List.of("site"), () -> new AsyncCommandSite(library, "Connection.dispatch"));
    private final int again = sites.number(List.of("again"), () -> new AgainSite(library, "Endpoint.write"));
    private final int own = sites.number(List.of("own"), () -> new OwnCommandsSite(library, "Client.resend"));
    private final int node = sites.number(List.of("node"), () -> new ConnectionSite(library, "Node.write"));
    private final int closed = sites.number(List.of("closed"), () -> new ClosedSite(library, "Endpoint.closed"));
    private final List<String> all = new ArrayList<>();

    /** How many attempts each of {@link #all} names that failed. */
    private final List<Integer> attempts = new ArrayList<>();

    /** The connection of each of {@link #all}. */
    private final List<@Nullable Object> connections = new ArrayList<>();

    private final EventRing ring = new EventRing(1024, sites::get);
    private final Connection connection = new Connection();

    @BeforeEach
    void start() {
        CommandFacts facts = new CommandFacts();
        ring.start(new CallConsumer() {
            @Override
            public void onCall(RecordedCall call) {
                if (call.site instanceof ClientSite site) {
                    facts.read(call, site);
                    all.add(facts.operation() + " " + facts.size() + " db" + facts.database() + " +" + facts.hits()
                            + " -" + facts.misses() + (facts.thrown() == null ? "" : " " + facts.statusCode()));
                    attempts.add(call.nestedErrors == null ? 0 : call.nestedErrors.size());
                    connections.add(call.self);
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

    private AsyncRecorder recorder(Sampler sampler, boolean countsUnsampled) {
        return new AsyncRecorder(sites, ring, sampler, countsUnsampled, false);
    }

    private Sent send(AsyncRecorder recorder, String text) {
        return send(recorder, connection, new Sent(text));
    }

    private Sent send(AsyncRecorder recorder, Connection on, Sent sent) {
        Object call = recorder.enter(number, on, sent, null, null, null, null, null);
        if (call != null) {
            assertThat(recorder.exitAsync(call, null, null)).isNull();
        }
        return sent;
    }

    private Sent queue(AsyncRecorder recorder, String text) {
        Sent sent = new Sent(text);
        sent.isQueued = true;
        return send(recorder, connection, sent);
    }

    /** Sends a command again, as often as {@code times} says. */
    private void sendAgain(AsyncRecorder recorder, Sent sent, int times) {
        sent.failure = new SentAgain(null);
        for (int i = 0; i < times; i++) {
            assertThat(recorder.enter(again, new Object(), sent, null, null, null, null, null))
                    .isNull();
        }
    }

    private List<String> seen() {
        assertThat(ring.drain(10, TimeUnit.SECONDS)).isTrue();
        return all;
    }

    @Test
    @DisplayName("a command is over with its reply, in whatever order replies come")
    void replies() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Sent hit = send(recorder, "GET a");
        Sent miss = send(recorder, "GET b");
        Sent error = send(recorder, "GET c");
        assertThat(seen()).isEmpty();
        error.completeExceptionally(new IllegalStateException("WRONGTYPE"));
        miss.complete(null);
        hit.complete("value");
        assertThat(seen()).containsExactly("GET 1 db0 +0 -0 WRONGTYPE", "GET 1 db0 +0 -1", "GET 1 db0 +1 -0");
    }

    @Test
    @DisplayName("a command that is sent again is still the same call, and names each attempt that failed")
    void again() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Sent once = send(recorder, "GET a");
        Sent twice = send(recorder, "GET b");
        Sent failing = send(recorder, "GET c");
        Sent often = send(recorder, "GET d");
        sendAgain(recorder, twice, 1);
        assertThat(recorder.enter(number, connection, twice, null, null, null, null, null))
                .isNull();
        sendAgain(recorder, failing, 1);
        sendAgain(recorder, often, 20);
        assertThat(seen()).isEmpty();
        once.complete(null);
        twice.complete(null);
        failing.completeExceptionally(new IllegalStateException("CLUSTERDOWN"));
        often.complete(null);
        assertThat(seen())
                .containsExactly(
                        "GET 1 db0 +0 -1", "GET 1 db0 +0 -1", "GET 1 db0 +0 -0 CLUSTERDOWN", "GET 1 db0 +0 -1");
        assertThat(attempts).containsExactly(0, 2, 2, 8);
    }

    @Test
    @DisplayName("what the client sends beneath a command, or to send others again, is its own")
    void own() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Sent sent = new Sent("GET a");
        Object call = Objects.requireNonNull(recorder.enter(number, connection, sent, null, null, null, null, null));
        assertThat(recorder.enter(number, connection, new Sent("ASKING"), null, null, null, null, null))
                .isNull();
        assertThat(recorder.enter(own, connection, null, null, null, null, null, null))
                .isNull();
        recorder.exitAsync(call, null, null);
        sent.complete(null);
        Object resending = Objects.requireNonNull(recorder.enter(own, connection, null, null, null, null, null, null));
        assertThat(recorder.enter(number, connection, new Sent("GET a"), null, null, null, null, null))
                .isNull();
        recorder.exit(resending, null, null);
        send(recorder, "GET b").complete(null);
        assertThat(seen()).containsExactly("GET 1 db0 +0 -1", "GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName("a command is over when its method returns where nothing tells its reply")
    void noReply() {
        assertThat(send(recorder(Sampler.alwaysOn(), true), "SUBSCRIBE c")).isNotDone();
        assertThat(seen()).containsExactly("SUBSCRIBE 1 db0 +0 -0");
    }

    @Test
    @DisplayName("a command has the connection that it is written to, but what changes its connection has its own")
    void connectionOfNode() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Connection written = new Connection();
        for (String text : List.of("GET a", "SELECT 3")) {
            Sent sent = new Sent(text);
            Object call = recorder.enter(number, connection, sent, null, null, null, null, null);
            assertThat(recorder.enter(node, written, null, null, null, null, null, null))
                    .isNull();
            recorder.exitAsync(Objects.requireNonNull(call), null, null);
            sent.complete("OK");
        }
        assertThat(recorder.enter(node, written, null, null, null, null, null, null))
                .isNull();
        assertThat(seen()).containsExactly("GET 1 db0 +1 -0", "SELECT 1 db0 +0 -0");
        assertThat(connections).containsExactly(written, connection);
    }

    @Test
    @DisplayName("a transaction is over when its connection is gone, and what is sent later is no part of it")
    void closedTransaction() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        send(recorder, "MULTI").complete("OK");
        assertThat(send(recorder, "GET a")).isNotDone();
        assertThat(recorder.enter(closed, connection, null, null, null, null, null, null))
                .isNull();
        send(recorder, "GET b").complete(null);
        assertThat(seen()).containsExactly("MULTI GET 1 db0 +0 -0 null", "GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName("a transaction is one call, which ends with the reply of EXEC")
    void transaction() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        send(recorder, "MULTI").complete("OK");
        assertThat(send(recorder, "GET a")).isNotDone();
        assertThat(send(recorder, "GET b")).isNotDone();
        Sent exec = send(recorder, "EXEC");
        Sent later = send(recorder, "GET c");
        later.complete(null);
        exec.complete(Arrays.asList("value", null));
        assertThat(seen()).containsExactly("GET 1 db0 +0 -1", "MULTI GET 2 db0 +1 -1");
    }

    @Test
    @DisplayName("a transaction that fails is one call with the error")
    void failingTransaction() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        send(recorder, "MULTI").complete("OK");
        assertThat(send(recorder, "SET a b")).isNotDone();
        send(recorder, "EXEC").completeExceptionally(new IllegalStateException("EXECABORT"));
        send(recorder, "GET c").complete(null);
        assertThat(seen()).containsExactly("MULTI SET 1 db0 +0 -0 EXECABORT", "GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName(
            "a transaction whose MULTI the client sends itself is one call, also with several commands sent as one")
    void implicitTransaction() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        assertThat(queue(recorder, "GET a")).isNotDone();
        assertThat(send(recorder, connection, new Sent("SEVERAL", new Sent("GET b"), new Sent("GET c"))))
                .isNotDone();
        Sent exec = send(recorder, "EXEC");
        send(recorder, "GET d").complete(null);
        exec.complete(Arrays.asList("value", null, "value"));
        assertThat(seen()).containsExactly("GET 1 db0 +0 -1", "MULTI GET 3 db0 +2 -1");
    }

    @Test
    @DisplayName(
            "a transaction goes on when the server refuses one of its commands, and is over when the connection fails")
    void failingCommandOfTransaction() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        for (boolean isImplicit : new boolean[] {true, false}) {
            Sent first = isImplicit ? queue(recorder, "INCR a") : send(recorder, "MULTI");
            if (!isImplicit) {
                first.complete("OK");
                first = send(recorder, "INCR a");
            }
            first.completeExceptionally(new IllegalStateException("ERR"));
            assertThat(send(recorder, "INCR b")).isNotDone();
            Sent lost = send(recorder, "INCR c");
            assertThat(seen()).isEmpty();
            lost.completeExceptionally(new IllegalStateException());
            send(recorder, "GET d").complete(null);
            assertThat(seen()).containsExactly("MULTI INCR 3 db0 +0 -0 null", "GET 1 db0 +0 -1");
            all.clear();
        }
        queue(recorder, "INCR a").completeExceptionally(new IllegalStateException());
        send(recorder, "GET d").complete(null);
        assertThat(seen()).containsExactly("MULTI INCR 1 db0 +0 -0 null", "GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName("a transaction is over when EXEC cannot be sent")
    void unsentExec() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        send(recorder, "MULTI").complete("OK");
        Object call = recorder.enter(number, connection, new Sent("EXEC"), null, null, null, null, null);
        recorder.exitAsync(Objects.requireNonNull(call), null, new IllegalStateException("closed"));
        send(recorder, "GET a").complete(null);
        assertThat(seen()).containsExactly("MULTI 0 db0 +0 -0 closed", "GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName("a transaction is not begun by a MULTI that fails, and one on another connection goes on meanwhile")
    void refusedMulti() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Connection other = new Connection();
        Sent multi = send(recorder, other, new Sent("MULTI"));
        send(recorder, "MULTI").complete("OK");
        recorder.enter(closed, other, null, null, null, null, null, null);
        // The connection is gone, so this fails as well.
        multi.completeExceptionally(new IllegalStateException("closed"));
        assertThat(send(recorder, "GET a")).isNotDone();
        send(recorder, "EXEC").complete(List.of("value"));
        send(recorder, "MULTI").completeExceptionally(new IllegalStateException("NOPERM"));
        send(recorder, "GET b").complete(null);
        assertThat(seen())
                .containsExactly(
                        "MULTI 0 db0 +0 -0 null",
                        "MULTI GET 1 db0 +1 -0",
                        "MULTI 0 db0 +0 -0 NOPERM",
                        "GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName("a transaction that nobody wants makes no calls of its commands")
    void unwantedTransaction() {
        AsyncRecorder none = recorder(Sampler.alwaysOff(), false);
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        send(none, "MULTI").complete("OK");
        assertThat(send(recorder, "GET a")).isNotDone();
        send(recorder, "EXEC").complete(List.of("value"));
        send(recorder, "GET b").complete(null);
        assertThat(seen()).containsExactly("GET 1 db0 +0 -1");
    }

    @Test
    @DisplayName("SELECT holds for what is sent after it, before it is answered, and not when it fails")
    void select() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Sent before = send(recorder, "GET a");
        Sent select = send(recorder, "SELECT 3");
        Sent after = send(recorder, "GET b");
        before.complete(null);
        select.complete("OK");
        after.complete(null);
        assertThat(seen()).containsExactly("GET 1 db0 +0 -1", "SELECT 1 db0 +0 -0", "GET 1 db3 +0 -1");
        all.clear();
        send(recorder, "SELECT 99").completeExceptionally(new IllegalStateException("ERR"));
        send(recorder, "GET c").complete(null);
        assertThat(seen()).containsExactly("SELECT 1 db3 +0 -0 ERR", "GET 1 db3 +0 -1");
    }

    @Test
    @DisplayName(
            "what was sent before SELECT has the database before it, also when SELECT is answered while it is sent")
    void selectAnsweredAtOnce() {
        AsyncRecorder recorder = recorder(Sampler.alwaysOn(), true);
        Sent before = send(recorder, "GET a");
        Sent select = new Sent("SELECT 3");
        Object call = recorder.enter(number, connection, select, null, null, null, null, null);
        connection.database = "3";
        select.complete("OK");
        recorder.exitAsync(Objects.requireNonNull(call), null, null);
        before.complete(null);
        send(recorder, "GET b").complete(null);
        assertThat(seen()).containsExactly("SELECT 1 db0 +0 -0", "GET 1 db0 +0 -1", "GET 1 db3 +0 -1");
    }
}
