/**
 * Management of the memory of an application's agents. {@link com.acme.memory.management.ManagedMemory} is where to begin.
 *
 * <p>Agents hold in the heap what they need at hand ({@code .state}): the newest messages of sessions, cached contexts and embeddings,
 * documents with their vectors, transcripts of groups, and what each keeps for itself. Each part has a limit; together the limits are more than
 * the heap, so somebody must look. That is the cycle: it measures the heap ({@code .heap}), says how hard it is pressed, whether it leaks
 * and what it will be ({@code .analysis}), queues what should be done, and carries out the most urgent ({@code .optimization}).
 *
 * <p>All thresholds in megabytes are of a heap of 1,024 MB, and count in proportion in any other; see
 * {@link com.acme.memory.management.analysis.ReferenceMegabytes}.
 */
@NullMarked
package com.acme.memory.management;

import org.jspecify.annotations.NullMarked;
