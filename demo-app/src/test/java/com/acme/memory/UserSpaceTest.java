package com.acme.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.memory.support.UserSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is opened for commands is closed")
class UserSpaceTest {
    private static <T extends Throwable> void raise(T thrown) throws T {
        throw thrown;
    }

    @Test
    @DisplayName("behind them, and what they give is given")
    void closed() {
        List<String> order = new ArrayList<>();
        assertThat(UserSpace.closing(() -> order.add("closed"), () -> {
                    order.add("body");
                    return "result";
                }))
                .isEqualTo("result");
        assertThat(order).containsExactly("body", "closed");
    }

    @Test
    @DisplayName("in a full heap too, where the JVM throws the same error again: it is that error that is thrown")
    void sameErrorTwice() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        assertThatThrownBy(() -> UserSpace.closing(() -> raise(full), () -> {
                    raise(full);
                    return "result";
                }))
                .isSameAs(full)
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("where they fail too; what closing throws is told beside their failure")
    void otherFailure() {
        IllegalStateException failure = new IllegalStateException("commands");
        IllegalStateException closing = new IllegalStateException("closing");
        assertThatThrownBy(() -> UserSpace.closing(() -> raise(closing), () -> {
                    raise(failure);
                    return "result";
                }))
                .isSameAs(failure)
                .hasSuppressedException(closing);
        assertThatThrownBy(() -> UserSpace.closing(() -> raise(closing), () -> "result"))
                .isSameAs(closing);
    }
}
