package dev.engram.collector.common.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

    @ParameterizedTest
    @DisplayName("A MB has 1000 KB and a MiB 1024 KiB, in any case")
    @CsvSource({
        "0B, 0",
        "512b, 512",
        "64KB, 64000",
        "10MB, 10000000",
        "2gb, 2000000000",
        "1KiB, 1024",
        "16mib, 16777216",
        "1GiB, 1073741824"
    })
    void sizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @DisplayName("A size without a unit, or of another form, is named with what would be right")
    @ValueSource(strings = {"", "64", "10 MB", "1.5GB", "-1MB", "MB", "10TB", "9999999999999B"})
    void noSizes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessage("\"" + text + "\" is no size; it looks like " + ByteSize.SYNTAX + ".");
    }

    @ParameterizedTest
    @DisplayName("A size that no number holds is too large")
    @ValueSource(strings = {"999999999999GB"})
    void tooLarge(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessage("\"" + text + "\" is too large a size.");
    }

    @ParameterizedTest
    @DisplayName("A time has one unit")
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "5m, PT5M", "2h, PT2H", "7d, PT168H", "0s, PT0S"})
    void times(String text, Duration time) {
        assertThat(TimeSpan.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @DisplayName("A time without a unit, or of another form, is named with what would be right")
    @ValueSource(strings = {"", "10", "10 s", "1h30m", "-1s", "10S", "1w"})
    void noTimes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeSpan.parse(text))
                .withMessage("\"" + text + "\" is no time; it looks like 500ms, 10s, 5m, 2h or 7d.");
    }
}
