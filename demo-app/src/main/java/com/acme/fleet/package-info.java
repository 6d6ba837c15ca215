/**
 * A fleet of quality-engineering agents that plan, run and judge tests, and share what they know through a memory on
 * Redis. An ordinary application: it carries no tracing of any kind.
 */
@NullMarked
package com.acme.fleet;

import org.jspecify.annotations.NullMarked;
