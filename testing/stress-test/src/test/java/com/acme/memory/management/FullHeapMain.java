package com.acme.memory.management;

import com.acme.memory.management.heap.JvmHeap;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.state.GrowingRegistry;
import com.acme.memory.management.state.HeldBytes;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Fills the heap until agents run out of memory, then lets the manager clean up, and checks that all is whole. */
final class FullHeapMain {
    private static final int AGENTS = 3;
    private static final int ENOUGH = 5;

    private FullHeapMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (ManagedMemory memory = ManagedMemory.open(
                URI.create(args[0]),
                ManagementSettings.of("full"),
                TestMemory.MODEL,
                new JvmHeap(),
                Clock.systemUTC())) {
            // A class that finds no memory when it is initialized cannot be used any more: the manager's are loaded
            // first.
            memory.runCycle();
            MemoryState state = memory.state();
            AtomicInteger failed = new AtomicInteger();
            String group = state.groups().create("feature", "", List.of());
            Thread[] agents = new Thread[AGENTS];
            for (int i = 0; i < AGENTS; i++) {
                int agent = i;
                agents[i] = new Thread(() -> fill(state, agent, group, failed));
                agents[i].start();
            }
            for (Thread agent : agents) {
                agent.join();
            }
            CycleOutcome outcome = memory.runCycle();
            System.out.println("out of memory: " + failed.get());
            System.out.println("optimizations: " + outcome.results());
            CycleOutcome after = memory.runCycle();
            System.out.println("pressure: " + outcome.assessment().pressure() + " then "
                    + after.assessment().pressure());
            check(after.assessment().pressure() < 70, "the pressure is no longer high");
            beFilledByAnother(memory);
            state.sessions().add("late", Role.USER, "still here");
            check(state.sessions().newest("late", 1).items().get(0).content().equals("still here"), "sessions work");
            int said = state.groups().read(group).size();
            check(said > 0, "the transcript is there");
            state.vectors().add("late", "a document that came late");
            check(
                    state.vectors()
                            .search("a document that came late", 1)
                            .get(0)
                            .id()
                            .equals("late"),
                    "vectors work");
            long cleared = state.clear();
            check(state.held().equals(new HeldBytes(0, 0, 0, 0, 0, 0)), "the sizes are right: " + state.held());
            System.out.println(
                    "whole, " + said + " messages, " + cleared + " bytes, " + memory.deleteState() + " keys");
        }
    }

    private static void fill(MemoryState state, int agent, String group, AtomicInteger failed) {
        for (int i = 0; failed.get() < ENOUGH; i++) {
            try {
                state.sessions().add("s-" + agent, Role.USER, TestMemory.text("message", i, 8000));
                state.contexts().put(agent + "-context-" + i, TestMemory.text("context", i, 8000));
                state.vectors().add(agent + "-document-" + i, TestMemory.text("document", i, 8000));
                state.groups().add(group, new Message(Role.ASSISTANT, TestMemory.text("said", i, 8000), i));
                state.agents().agent("agent-" + agent).keepResult(8000);
            } catch (VirtualMachineError e) { // also where a lambda could not be linked for want of memory
                failed.incrementAndGet();
            }
        }
    }

    /** Something that the manager does not know takes all there is: what it does know must go to Redis. */
    private static void beFilledByAnother(ManagedMemory memory) {
        long known = memory.state().held().total();
        GrowingRegistry another = new GrowingRegistry();
        try {
            another.retain(Long.MAX_VALUE);
        } catch (OutOfMemoryError e) {
            CycleOutcome outcome = memory.runCycle();
            check(
                    outcome.results().stream().allMatch(OptimizationResult::success),
                    "all went well: " + outcome.results());
            check(outcome.bytesFreed() > known / 4, "much went: " + outcome.bytesFreed() + " of " + known);
            System.out.println("emergency: " + outcome.results());
        }
        System.out.println("by another: " + another.release());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Not so: " + what);
        }
    }
}
