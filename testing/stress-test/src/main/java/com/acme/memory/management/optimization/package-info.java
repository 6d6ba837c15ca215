/**
 * Requests to free memory, their order, and the strategies that carry them out.
 */
@NullMarked
package com.acme.memory.management.optimization;

import org.jspecify.annotations.NullMarked;
