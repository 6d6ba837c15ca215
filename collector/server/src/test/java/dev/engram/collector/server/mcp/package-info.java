@NullMarked
package dev.engram.collector.server.mcp;

import org.jspecify.annotations.NullMarked;
