package com.acme.memory.management.optimization;

import org.jspecify.annotations.Nullable;

/** What should be done; see {@link OptimizationRequest} for the parts. */
record PlannedOptimization(
        OptimizationType type,
        int priority,
        long estimatedBytes,
        String reason,
        @Nullable String target) {}
