/** How the forked JVM tells the one that started it what it measures: one line of JSON for each thing. */
@NullMarked
package com.acme.stress.channel;

import org.jspecify.annotations.NullMarked;
