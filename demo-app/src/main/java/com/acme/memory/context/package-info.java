/** What of the other layers is loaded for a stage of work. */
@NullMarked
package com.acme.memory.context;

import org.jspecify.annotations.NullMarked;
