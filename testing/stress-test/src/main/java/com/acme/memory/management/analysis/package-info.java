/**
 * What the numbers say: statistics, pressure, trend, leaks, predictions, alerts and health. Nothing here changes anything.
 */
@NullMarked
package com.acme.memory.management.analysis;

import org.jspecify.annotations.NullMarked;
