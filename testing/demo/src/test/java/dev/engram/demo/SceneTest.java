package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scenes of a demo")
class SceneTest {

    @Test
    @DisplayName("are one, or all in order; an unknown one is refused with those there are")
    void names() throws DemoException {
        assertThat(Scene.of("bug")).containsExactly(Scene.BUG);
        assertThat(Scene.of("all")).containsExactly(Scene.values());
        assertThatExceptionOfType(DemoException.class)
                .isThrownBy(() -> Scene.of("bugs"))
                .withMessage("The scenario bugs is unknown; take one of fleet, feature, bug, review, patterns or all.");
    }
}
