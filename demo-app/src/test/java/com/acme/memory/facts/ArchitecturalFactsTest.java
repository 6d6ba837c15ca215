package com.acme.memory.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.redis.RealRedis;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Layer 4, permanent architectural facts")
class ArchitecturalFactsTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private WorkflowMemory memory;

    @BeforeEach
    void makeMemory() {
        memory = Memories.memory(REDIS.client());
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("LANG-001", "3.12", true, Severity.INFO),
                Arguments.of("LANG-001", "3.12.1", true, Severity.INFO),
                Arguments.of("LANG-001", "4.0", true, Severity.INFO),
                Arguments.of("LANG-001", "3.11", false, Severity.ERROR),
                Arguments.of("LANG-001", "2.99", false, Severity.ERROR),
                Arguments.of("LANG-001", "three", false, Severity.ERROR),
                Arguments.of("QUAL-001", 70.0, true, Severity.INFO),
                Arguments.of("QUAL-001", 69.9, false, Severity.ERROR),
                Arguments.of("QUAL-001", "many", false, Severity.ERROR),
                Arguments.of("QUAL-004", 800, true, Severity.INFO),
                Arguments.of("QUAL-004", 801, false, Severity.WARNING),
                Arguments.of("QUAL-004", 1000, false, Severity.WARNING),
                Arguments.of("QUAL-004", 1001, false, Severity.ERROR));
    }

    @ParameterizedTest(name = "{0} of {1}: {2}, {3}")
    @MethodSource("values")
    @DisplayName("judge values by the built-in rules, on both sides of each limit")
    void builtIn(String fact, Object value, boolean valid, Severity severity) {
        Validation validation = memory.validatePaf(fact, value);
        assertThat(validation.valid()).isEqualTo(valid);
        assertThat(validation.severity()).isEqualTo(severity);
        assertThat(validation.reason() == null).isEqualTo(valid);
    }

    @Test
    @DisplayName("are kept by category, and found under AUTH-001 and PAF-AUTH-001")
    void categories() {
        memory.addPaf("AUTH", "001", "Use PyJWT", "Lightweight");
        memory.addPaf("DATA", "001", "Use Redis", "");
        assertThat(memory.getActivePafs("AUTH").items())
                .containsExactly(new Fact("AUTH-001", "Use PyJWT", "Lightweight", FactStatus.ACTIVE));
        assertThat(memory.getActivePafs(null).items())
                .extracting(Fact::id)
                .containsExactly("AUTH-001", "DATA-001", "LANG-001", "QUAL-001", "QUAL-004");
        assertThat(memory.validatePaf("PAF-AUTH-001", "PyJWT").factId()).isEqualTo("AUTH-001");
    }

    @Test
    @DisplayName("hold when a user's own predicate says so, and say what should hold when not")
    void predicates() {
        memory.addPaf("AUTH", "001", "Use PyJWT", "");
        assertThat(memory.validatePaf("AUTH-001", "anything").valid()).isTrue();
        memory.facts().require("AUTH-001", value -> value.toString().startsWith("PyJWT"));
        assertThat(memory.validatePaf("AUTH-001", "PyJWT 2.10").valid()).isTrue();
        assertThat(memory.validatePaf("AUTH-001", "python-jose"))
                .isEqualTo(new Validation("AUTH-001", false, Severity.ERROR, "'python-jose' does not hold: Use PyJWT"));
    }

    @Test
    @DisplayName("that are no longer active are no longer loaded, and nothing holds against them, as a warning")
    void statuses() {
        memory.facts().changeStatus("QUAL-001", FactStatus.DEPRECATED);
        assertThat(memory.getActivePafs("QUAL").items()).extracting(Fact::id).containsExactly("QUAL-004");
        assertThat(memory.facts().all()).extracting(Fact::id).contains("QUAL-001");
        assertThat(memory.validatePaf("QUAL-001", 100))
                .isEqualTo(new Validation("QUAL-001", false, Severity.WARNING, "QUAL-001 is deprecated, not active"));
    }

    @Test
    @DisplayName("that nobody knows hold for no value, and cannot be changed, with those that are known")
    void unknown() {
        assertThat(memory.validatePaf("AUTH-001", "x"))
                .isEqualTo(new Validation(
                        "AUTH-001",
                        false,
                        Severity.ERROR,
                        "The fact AUTH-001 is unknown; known are LANG-001, QUAL-001, QUAL-004"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.facts().changeStatus("AUTH-001", FactStatus.ACTIVE))
                .withMessage("The fact AUTH-001 is unknown; known are LANG-001, QUAL-001, QUAL-004.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.addPaf("auth", "1", "x", ""))
                .withMessage(
                        "The fact 'auth-1' is not usable: write it as AUTH-001, capital letters, a dash and digits.");
    }
}
