package dev.engram.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Prometheus' targets, as plain processes")
class TargetsTest {
    private static final Map<String, String> ADDRESSES = Map.of("jaeger:8888", "127.0.0.1:41234");

    @Test
    @DisplayName("have the addresses of this machine, and everything else as it ships")
    void addressesAreTranslated() throws StackException {
        assertThat(Targets.translate("- targets: [\"jaeger:8888\"]\n  labels: {component: jaeger}\n", ADDRESSES))
                .isEqualTo("- targets: [\"127.0.0.1:41234\"]\n  labels: {component: jaeger}\n");
    }

    @Test
    @DisplayName("are refused where one is none of the programs")
    void unknownAddress() {
        assertThatThrownBy(() -> Targets.translate("- targets: [\"loki:3100\"]\n", ADDRESSES))
                .isInstanceOf(StackException.class)
                .hasMessage(
                        "Prometheus' targets name loki:3100, which is none of the programs of the stack: [jaeger:8888].");
    }
}
