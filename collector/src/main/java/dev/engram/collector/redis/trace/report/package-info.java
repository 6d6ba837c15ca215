/** Traces as text, Markdown, JSON, and as lines of a file. */
@NullMarked
package dev.engram.collector.redis.trace.report;

import org.jspecify.annotations.NullMarked;
