@NullMarked
package dev.engram.collector.server.prometheus;

import org.jspecify.annotations.NullMarked;
