package dev.engram.stresstest;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.stress.Outcome;
import com.acme.stress.StressScenario;
import com.acme.stress.StressTestResult;
import dev.engram.stresstest.config.ConfigFile;
import dev.engram.stresstest.record.Recording;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Each of the ten scenarios")
class ScenarioListTest {

    static List<StressScenario> scenarios() throws Exception {
        Map<String, Integer> durations = ConfigFile.defaults().durations();
        List<StressScenario> found = new Selection(ScenarioListTest.class.getClassLoader())
                .all().stream().filter(each -> durations.containsKey(each.id())).toList();
        assertThat(found).hasSize(10);
        return found;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    @DisplayName("has the configuration's duration as its own, a short name, and says what it is for")
    void said(StressScenario scenario) {
        assertThat(ConfigFile.defaults().durations())
                .containsEntry(scenario.id(), (int) scenario.duration().toSeconds());
        assertThat(scenario.shortName()).matches("[a-z_]+");
        assertThat(scenario.purpose()).endsWith(".");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    @DisplayName("can fail: a run in which nothing happened does not meet what is expected")
    void canFail(StressScenario scenario) {
        StressTestResult nothing =
                new Recording(scenario.id(), Instant.EPOCH).result(Outcome.FAILED, "It did not begin.");
        assertThat(scenario.expectations())
                .isNotEmpty()
                .anySatisfy(each -> assertThat(each.of(nothing).met()).isFalse());
        assertThat(scenario.expectations())
                .allSatisfy(each -> assertThat(each.of(nothing).observed()).isNotBlank());
    }
}
