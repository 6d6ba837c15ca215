/** The cache of what was said last. */
@NullMarked
package com.acme.memory.cache;

import org.jspecify.annotations.NullMarked;
