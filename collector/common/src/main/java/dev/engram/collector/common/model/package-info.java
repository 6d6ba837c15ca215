/** What the collector speaks of: spans, traces, metric points, tables. Immutable values that know no other package. */
@NullMarked
package dev.engram.collector.common.model;

import org.jspecify.annotations.NullMarked;
