/**
 * The heap of this JVM: what is used of it, what a collection leaves, and how to collect now.
 */
@NullMarked
package com.acme.memory.management.heap;

import org.jspecify.annotations.NullMarked;
