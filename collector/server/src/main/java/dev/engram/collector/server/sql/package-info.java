/** SQL from outside: read-only, with limits of time, rows and size. */
@NullMarked
package dev.engram.collector.server.sql;

import org.jspecify.annotations.NullMarked;
