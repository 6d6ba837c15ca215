package com.acme.fleet;

import org.jspecify.annotations.Nullable;

/**
 * How one test ended.
 *
 * @param test name, such as {@code UserService.create}
 * @param passed whether it held
 * @param millis how long it took, milliseconds
 * @param failure why it did not hold; null when it did
 */
public record TestResult(
        String test,
        boolean passed,
        double millis,
        @Nullable String failure) {}
