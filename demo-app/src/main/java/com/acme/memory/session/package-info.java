/** The messages of a session. */
@NullMarked
package com.acme.memory.session;

import org.jspecify.annotations.NullMarked;
