/** How fast the memory is. */
@NullMarked
package com.acme.bench;

import org.jspecify.annotations.NullMarked;
