/** Scenarios of one's own: an example, and some that go wrong. */
@NullMarked
package com.acme.stress.example;

import org.jspecify.annotations.NullMarked;
