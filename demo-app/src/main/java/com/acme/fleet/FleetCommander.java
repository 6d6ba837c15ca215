package com.acme.fleet;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Leads the other agents through a workflow. */
public final class FleetCommander extends Agent {
    private final TestGenerator generator;
    private final TestExecutor executor;
    private final CoverageAnalyzer analyzer;
    private final List<String> extraPlans;
    private final Consumer<String> progress;

    /**
     * A commander of three agents.
     *
     * @param extraPlans keys of further plans to look for and run, after the generated one
     * @param progress is told each step in one line
     */
    FleetCommander(
            MemoryManager memory,
            TestGenerator generator,
            TestExecutor executor,
            CoverageAnalyzer analyzer,
            List<String> extraPlans,
            Consumer<String> progress) {
        super("qe-fleet-commander", memory);
        this.generator = generator;
        this.executor = executor;
        this.analyzer = analyzer;
        this.extraPlans = List.copyOf(extraPlans);
        this.progress = progress;
    }

    /** Has the others plan, run and judge, in this order, and cleans up; returns how the tests ended. */
    public TestRun run(String workflowName) {
        progress.accept(workflowName);
        TestPlan plan = generator.work(() -> generator.generate("UserService"));
        progress.accept(generator.getAgentId() + " planned " + plan.tests().size() + " tests as " + plan.key());
        TestRun run = execute(plan.key())
                .orElseThrow(() -> new IllegalStateException("The plan " + plan.key() + " is gone from the memory."));
        extraPlans.forEach(this::execute);
        CoverageReport report = analyzer.work(() -> analyzer.analyze(run));
        progress.accept(
                analyzer.getAgentId() + " compared " + report.suites().size() + " plans, wrote " + report.key());
        boolean deleted = cleanup(plan);
        progress.accept(getAgentId() + (deleted ? " deleted " : " did not find ") + plan.key());
        return run;
    }

    /** Forgets a plan that is done; false when the memory has it no more. */
    public boolean cleanup(TestPlan plan) {
        return memory().delete(plan.key(), TestPlan.PARTITION);
    }

    private Optional<TestRun> execute(String planKey) {
        Optional<TestRun> run = executor.work(() -> executor.execute(planKey));
        progress.accept(executor.getAgentId()
                + run.map(r -> " passed " + r.passed() + " of " + r.results().size() + " tests of " + r.testSuite())
                        .orElse(" found no plan " + planKey));
        return run;
    }
}
