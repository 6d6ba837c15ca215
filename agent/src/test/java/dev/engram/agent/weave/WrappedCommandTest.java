package dev.engram.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.async.AsyncRecorder;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.client.site.Need;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.telemetry.TextCommands;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.bootstrap.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Of an argument that only wraps a command, the recorder gets the command")
@Timeout(120)
class WrappedCommandTest {

    /** Wraps a command. */
    public static class Wrapper {
        public String command() {
            return "GET key";
        }
    }

    /** A client whose methods take wrapped commands. */
    public static class Client {
        public String execute(@Nullable Wrapper wrapper) {
            return wrapper == null ? "none" : "OK";
        }
    }

    private static ClientCall call() {
        return new ClientCall(
                new Need.Member(Client.class.getName(), "execute", List.of(Wrapper.class.getName())),
                ClientCall.Role.COMMAND,
                null,
                new ClientCall.Getter(Wrapper.class.getName(), "command", String.class.getName()),
                new dev.engram.agent.client.site.Client("Client", List.of(), new TextCommands(), CommandRecording.ALL));
    }

    @Test
    @DisplayName("by the method that gives it; of null the call is not recorded")
    void command() throws Exception {
        Sites sites = new Sites();
        List<@Nullable Object> seen = new ArrayList<>();
        EventRing ring = new EventRing(64, sites::get).start(new CallConsumer() {
            @Override
            public void onCall(RecordedCall frame) {
                seen.add(frame.key);
            }

            @Override
            public void onPause() {}

            @Override
            public void onError(Throwable thrown) {
                throw new AssertionError(thrown);
            }
        });
        Weaver weaver = new Weaver(
                "test",
                new RuleBook(List.of(), Packs.none(false)),
                List.of(call()),
                sites,
                ByteBuddyAgent.install(),
                null);
        Probe.install(new AsyncRecorder(sites, ring, Sampler.alwaysOn(), true, false));
        weaver.install();
        try {
            Client client = new Client();
            assertThat(client.execute(new Wrapper())).isEqualTo("OK");
            assertThat(client.execute(null)).isEqualTo("none");
            assertThat(ring.drain(30, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).containsExactly("GET key");
        } finally {
            Probe.install(null);
            weaver.uninstall();
            ring.stop(10, TimeUnit.SECONDS);
        }
    }
}
