/** Sessions that belong together. */
@NullMarked
package com.acme.memory.groups;

import org.jspecify.annotations.NullMarked;
