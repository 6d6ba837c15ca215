package dev.engram.stresstest;

import com.acme.stress.StressScenario;
import dev.engram.stresstest.run.StressTestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The scenarios there are, in the order of the class path. */
final class Selection {
    /** Those that break first, for a test of two minutes. */
    private static final Set<String> QUICK = Set.of(
            "baseline_performance",
            "memory_leak_simulation",
            "high_memory_usage",
            "memory_pressure_crisis",
            "recovery_capabilities");

    private final Map<String, StressScenario> byId = new LinkedHashMap<>();

    /** All that {@link ServiceLoader} finds; throws when two have one name. */
    Selection(ClassLoader loader) throws StressTestException {
        for (StressScenario each : ServiceLoader.load(StressScenario.class, loader)) {
            if (!each.id().matches("[a-z][a-z0-9_]*")) {
                throw new StressTestException("The scenario " + each.getClass().getName() + " has the id '" + each.id()
                        + "'; take lower-case letters, digits and _.");
            }
            StressScenario other = byId.putIfAbsent(each.id(), each);
            if (other != null) {
                throw new StressTestException("Two scenarios have the id " + each.id() + ": "
                        + other.getClass().getName() + " and " + each.getClass().getName() + ".");
            }
        }
    }

    List<StressScenario> all() {
        return List.copyOf(byId.values());
    }

    List<StressScenario> quick() {
        return all().stream().filter(each -> QUICK.contains(each.id())).toList();
    }

    /** The scenario of an id or a short name. */
    StressScenario named(String name) throws StressTestException {
        return all().stream()
                .filter(each -> each.id().equals(name) || each.shortName().equals(name))
                .findFirst()
                .orElseThrow(() -> new StressTestException(
                        "There is no scenario '" + name + "'; there are " + String.join(", ", names()) + "."));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        byId.values().forEach(each -> names.add(each.shortName()));
        return names;
    }
}
