package com.acme.memory;

import com.acme.memory.support.MemoryUnavailableException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the memory gives when it is asked.
 *
 * @param items what it has; none where it could not be read
 * @param reason why it could not be read; null where it could
 */
public record Recall<T>(List<T> items, @Nullable String reason) {

    static <T> Recall<T> of(Supplier<List<T>> read) {
        try {
            return new Recall<>(read.get(), null);
        } catch (MemoryUnavailableException e) {
            return new Recall<>(List.of(), e.getMessage());
        }
    }
}
