/** What a stress scenario is, what it is given, and what is known of a run of it. */
@NullMarked
package com.acme.stress;

import org.jspecify.annotations.NullMarked;
