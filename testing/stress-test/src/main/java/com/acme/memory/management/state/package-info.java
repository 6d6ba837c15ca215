/**
 * What the application's agents hold in the heap, each part with a bound and with methods that really free it.
 */
@NullMarked
package com.acme.memory.management.state;

import org.jspecify.annotations.NullMarked;
