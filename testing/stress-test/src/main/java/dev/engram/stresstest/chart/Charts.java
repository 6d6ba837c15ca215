package dev.engram.stresstest.chart;

import com.acme.stress.Outcome;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import java.util.ArrayList;
import java.util.List;

/** The charts of a test. */
public final class Charts {
    private Charts() {}

    /** Those that there is something to draw for, first of each run, then of all. */
    public static List<Picture> of(TestSummary summary) {
        List<Picture> pictures = new ArrayList<>();
        List<ScenarioRun> runs = summary.runs().stream()
                .filter(each -> each.measured().outcome() != Outcome.NOT_RUN)
                .toList();
        for (ScenarioRun run : runs) {
            if (!run.series().samples().isEmpty()) {
                String title = "Heap and pressure, " + label(run);
                pictures.add(new Picture(memoryFile(run), title, () -> TimeCharts.memory(run, title)));
            }
            if (!run.series().responses().isEmpty()) {
                String title = "Response time, " + label(run);
                pictures.add(new Picture(responseFile(run), title, () -> TimeCharts.responses(run, title)));
            }
            if (!TestCharts.levels(run).isEmpty()) {
                pictures.add(new Picture(
                        "per_agent" + suffix(run) + ".png",
                        "Response time by number of agents, " + label(run),
                        () -> TestCharts.perAgent(run)));
            }
        }
        if (!runs.isEmpty()) {
            pictures.add(new Picture(
                    "response_times.png", "Response times of all runs", () -> TestCharts.responseTimes(runs)));
            pictures.add(new Picture("stability.png", "Stability of all runs", () -> TestCharts.stability(runs)));
            pictures.add(new Picture("memory.png", "Memory of all runs", () -> TestCharts.growth(runs)));
            pictures.add(new Picture("business_value.png", "Business value of all runs", () -> TestCharts.value(runs)));
        }
        if (!summary.agentCost().isEmpty()) {
            pictures.add(new Picture(
                    "agent_cost.png",
                    "Response time without and with the agent",
                    () -> TestCharts.agentCost(summary.agentCost())));
        }
        return pictures;
    }

    /** The chart of a run's heap. */
    public static String memoryFile(ScenarioRun run) {
        return run.scenario() + suffix(run) + "_memory.png";
    }

    /** The chart of a run's response times. */
    public static String responseFile(ScenarioRun run) {
        return run.scenario() + suffix(run) + "_response.png";
    }

    static String label(ScenarioRun run) {
        return run.scenario() + (run.agent() ? "" : ", no agent");
    }

    private static String suffix(ScenarioRun run) {
        return run.agent() ? "" : "_no_agent";
    }
}
