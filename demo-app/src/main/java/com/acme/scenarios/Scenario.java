package com.acme.scenarios;

import com.acme.memory.WorkflowMemory;
import java.util.function.Consumer;

/** A story of one developer and what the memory does for him or her. */
public abstract class Scenario {
    private final String title;
    private final WorkflowMemory memory;
    private final Consumer<String> out;

    /**
     * A story.
     *
     * @param memory of the developer
     * @param out is told each step in one line
     */
    Scenario(String title, WorkflowMemory memory, Consumer<String> out) {
        this.title = title;
        this.memory = memory;
        this.out = out;
    }

    /** Who the story is about. */
    public final String getAgentId() {
        return memory.user();
    }

    public final String title() {
        return title;
    }

    /** Tells it, on the caller's thread. */
    public final void run(String workflowName) {
        say(workflowName);
        play();
    }

    abstract void play();

    final WorkflowMemory memory() {
        return memory;
    }

    final void say(String line) {
        out.accept(line);
    }
}
