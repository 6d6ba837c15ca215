package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.trace.TraceStack;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of the process meets the end of a call. */
@DisplayName("A call that is returning while the process ends")
@Timeout(60)
class EndingCallTest {

    private final CountDownLatch returning = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** What a call returns; its body is read in the middle of the exit, where this lets the test go ahead. */
    public final class Slow {
        public String getBody() throws InterruptedException {
            returning.countDown();
            goOn.await();
            return "body";
        }
    }

    @Test
    @DisplayName("is counted and exported once, whichever of the two comes first")
    void once() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            Agent agent = new Agent(Agent.to(sink));
            int site =
                    agent.memory(Operation.RETRIEVE, Map.of(Field.KEY, "arg0", Field.VALUE, "return.body"), Map.of());
            Thread caller = new Thread(() -> {
                try {
                    agent.call(site, Slow::new, "k");
                } catch (Exception impossible) {
                    throw new IllegalStateException(impossible);
                }
            });
            caller.start();
            returning.await();
            agent.telemetry.consumer().expectEnd();
            TraceStack.forEachOpen(agent.telemetry.consumer()::reportOpen);
            goOn.countDown();
            caller.join();
            agent.telemetry.close(Agent.LONG);
            assertThat(agent.ledger().recorded()).as("%s", agent.ledger()).isEqualTo(1);
            assertThat(agent.ledger().exported()).isEqualTo(1);
            assertThat(sink.spans()).hasSize(1);
        }
    }
}
