package dev.engram.races;

import org.jspecify.annotations.Nullable;

/** What must hold. */
final class Promise {

    private Promise() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** Nothing was thrown where nothing may be. */
    static void unbroken(@Nullable Throwable thrown) {
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
    }
}
