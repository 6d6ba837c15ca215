package dev.engram.agent.record;

import dev.engram.agent.rule.Rule;

/** A method that a task rule makes a span of. */
public final class TaskSite extends RuleSite {

    private final String name;

    /**
     * A site of a task rule.
     *
     * @throws IllegalArgumentException when {@code rule} is a memory rule
     */
    public TaskSite(Rule rule, String method) {
        super(Kind.TASK, rule, method);
        String taskName = rule.taskName();
        if (taskName == null) {
            throw new IllegalArgumentException(rule + " is not a task rule.");
        }
        this.name = taskName;
    }

    /** The span's name. */
    public String name() {
        return name;
    }
}
