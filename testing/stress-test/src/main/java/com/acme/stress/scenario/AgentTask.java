package com.acme.stress.scenario;

import com.acme.stress.StressRun;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** One agent that works on a thread of its own until it is told that it is over. */
public final class AgentTask {
    /** Messages of one turn. */
    static final int MESSAGES = 2;

    private static final long PAUSE_MILLIS = 10;

    private final AgentWork work;
    private final StressRun run;
    private final AtomicBoolean over;
    private final LongAdder operations;
    private final LongAdder messages;

    AgentTask(AgentWork work, StressRun run, AtomicBoolean over, LongAdder operations, LongAdder messages) {
        this.work = work;
        this.run = run;
        this.over = over;
        this.operations = operations;
        this.messages = messages;
    }

    public String getAgentId() {
        return work.agentId();
    }

    /** Turn after turn, with a short pause. What fails is counted, and the next turn begins. */
    public void work() {
        while (!over.get() && !run.isOver()) {
            try {
                int done = work.turn();
                operations.add(done);
                messages.add(MESSAGES);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | OutOfMemoryError e) {
                run.failed(e);
            }
        }
    }
}
