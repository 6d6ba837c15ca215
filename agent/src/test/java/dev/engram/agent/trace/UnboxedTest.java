package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A primitive number")
class UnboxedTest {

    static Stream<Arguments> boxes() {
        return Stream.of(
                Arguments.of('S', -7L, (short) -7),
                Arguments.of('I', 70_000L, 70_000),
                Arguments.of('J', 1L << 40, 1L << 40),
                Arguments.of('F', Double.doubleToRawLongBits(2.5f), 2.5f),
                Arguments.of('D', Double.doubleToRawLongBits(-2.75), -2.75));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("boxes")
    @DisplayName("is to the paths that read it what its box would be")
    void standsForItsBox(char descriptor, long bits, Number box) {
        Unboxed number = new Unboxed().set(Unboxed.Type.of(descriptor), bits);
        assertThat(Unboxed.boxed(number)).isEqualTo(box);
        assertThat(number.intValue()).isEqualTo(box.intValue());
        assertThat(number.longValue()).isEqualTo(box.longValue());
        assertThat(number.floatValue()).isEqualTo(box.floatValue());
        assertThat(number.doubleValue()).isEqualTo(box.doubleValue());
        assertThat(number).hasToString(box.toString()).hasSameHashCodeAs(box);
        assertThat(number.equals(box)).isTrue();
        assertThat(number.equals(new Unboxed().set(number.type(), number.bits())))
                .isTrue();
        assertThat(number.equals(new Unboxed().set(number.type(), 1))).isFalse();
        assertThat(number.equals((Object) "no number")).isFalse();
        assertThat(number.equals(null)).isFalse();
        for (Unboxed.Type type : Unboxed.Type.values()) {
            assertThat(number.equals(new Unboxed().set(type, bits))).isEqualTo(type == number.type());
        }
    }
}
