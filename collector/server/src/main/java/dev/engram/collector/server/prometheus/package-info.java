/** What Prometheus scrapes: the newest points of what applications sent, and the collector's own accounts. */
@NullMarked
package dev.engram.collector.server.prometheus;

import org.jspecify.annotations.NullMarked;
