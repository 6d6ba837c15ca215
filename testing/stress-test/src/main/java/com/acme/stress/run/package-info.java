/** The forked JVM: starts a scenario's load, watches the heap, and tells what happens. */
@NullMarked
package com.acme.stress.run;

import org.jspecify.annotations.NullMarked;
