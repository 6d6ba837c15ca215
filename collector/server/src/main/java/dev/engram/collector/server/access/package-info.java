/** Who may use a port, and how long a connection may keep it busy without a request: for every server of the collector. */
@NullMarked
package dev.engram.collector.server.access;

import org.jspecify.annotations.NullMarked;
