/** The Model Context Protocol: what agents did with their memory, as tools of a coding agent. */
@NullMarked
package dev.engram.collector.server.mcp;

import org.jspecify.annotations.NullMarked;
