package dev.engram.races;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import java.util.List;
import java.util.Objects;

/** The product's recorder before a consumer of the test's. */
final class Recorders {

    /** The number of the site that stores {@code a1} by the key {@code a0} in the namespace {@code a2}. */
    static final int STORE = 0;

    /** The number of the one that retrieves by the key {@code a0}. */
    static final int RETRIEVE = 1;

    private static final String RULES = """
            memory:
              - {type: a.M, method: store, operation: store, key: arg0, value: arg1, namespace: arg2}
              - {type: a.M, method: retrieve, operation: retrieve, key: arg0}
            """;

    private static final List<Rule> ALL = rules();

    /** As every ring's consumer sees it; a recorder may have one of its own. */
    private static final MemorySite SITE = site();

    private Recorders() {}

    private static List<Rule> rules() {
        try {
            return RuleFile.parse("stress.yaml", RULES).rules();
        } catch (RuleException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    static EventRing ring(int size, CallConsumer consumer) {
        return ring(size).start(consumer);
    }

    /** A ring without its consumer. */
    static EventRing ring(int size) {
        return new EventRing(size, number -> SITE);
    }

    static CallRecorder before(EventRing ring) {
        return before(ring, SITE);
    }

    static CallRecorder before(EventRing ring, MemorySite site) {
        Sites sites = new Sites();
        sites.number(List.of("store"), () -> site);
        sites.number(List.of("retrieve"), () -> new MemorySite("stress", ALL.get(RETRIEVE), "a.M.retrieve"));
        return new CallRecorder(sites, ring, Sampler.alwaysOn(), true, false);
    }

    /** A new site that stores. */
    static MemorySite site() {
        return new MemorySite("stress", ALL.get(STORE), "a.M.store");
    }

    /** One whole call. */
    static void call(CallRecorder recorder, Object key, Object value, Object namespace) {
        Object call = recorder.enter(STORE, null, key, value, namespace, null, null, null);
        recorder.exit(Objects.requireNonNull(call, "Not recorded."), null, null);
    }

    /** Takes calls and does nothing. */
    static final class Idle implements CallConsumer {
        @Override
        public void onCall(RecordedCall call) {}

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
