package com.acme.memory.facts;

import org.jspecify.annotations.Nullable;

/**
 * Whether a value holds against a fact.
 *
 * @param factId which fact
 * @param valid whether it holds
 * @param severity how grave it is if not; of a value that holds, of a remark
 * @param reason why not, or the remark; null where there is nothing to say
 */
public record Validation(
        String factId,
        boolean valid,
        Severity severity,
        @Nullable String reason) {}
