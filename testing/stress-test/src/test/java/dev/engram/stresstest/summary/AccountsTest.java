package dev.engram.stresstest.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The accounts of the agent")
class AccountsTest {

    @Test
    @DisplayName("are read from its last line, and none where calls are pending")
    void lines() {
        assertThat(Accounts.of("x DEBUG Spans: recorded 12 = exported 10 + dropped 2 (ring_full 1, shutdown 1)."))
                .contains(new Accounts(12, 10, Map.of("ring_full", 1L, "shutdown", 1L), 0));
        assertThat(Accounts.of("DEBUG Spans: recorded 3 = exported 3 + dropped 0."))
                .contains(new Accounts(3, 3, Map.of(), 0));
        assertThat(Accounts.of("DEBUG Spans: recorded 3 = exported 1 + dropped 0 + pending 2."))
                .isEmpty();
    }

    @Test
    @DisplayName("are exact when nothing is missing and all that was exported arrived")
    void exact() {
        Map<String, Long> unconfirmed = Map.of("export_failed", 2L);
        assertThat(new Accounts(3, 3, Map.of(), 3).isExact()).isTrue();
        assertThat(new Accounts(4, 3, Map.of(), 3).isExact()).isFalse();
        assertThat(new Accounts(3, 3, Map.of(), 2).isExact()).isFalse();
        assertThat(new Accounts(3, 3, Map.of(), 4).isExact()).isFalse();
        assertThat(new Accounts(5, 3, unconfirmed, 5).isExact()).isTrue();
        assertThat(new Accounts(5, 3, unconfirmed, 6).isExact()).isFalse();
    }
}
