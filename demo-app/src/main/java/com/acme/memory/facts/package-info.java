/** Architectural facts, and what they forbid. */
@NullMarked
package com.acme.memory.facts;

import org.jspecify.annotations.NullMarked;
