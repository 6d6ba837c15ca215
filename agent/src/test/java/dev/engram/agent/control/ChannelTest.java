package dev.engram.agent.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Before a process is touched")
class ChannelTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_402", "11.0.22", "16.0.2"})
    @DisplayName("an old Java is refused in one sentence")
    void oldJava(String version) {
        assertThatThrownBy(() -> Channel.checkVersion(7, version))
                .isInstanceOf(ControlException.class)
                .hasMessage("Process 7 runs Java " + version + "; Engram needs Java 17 or newer.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "17.0.15", "21.0.1", "25-ea", "25.0.1", ""})
    @DisplayName("a newer one, or one that does not say, is not")
    void newJava(String version) {
        assertThatCode(() -> Channel.checkVersion(7, version)).doesNotThrowAnyException();
    }
}
