/** The web page of the collector: its files, and the JSON documents that they show. */
@NullMarked
package dev.engram.collector.server.page;

import org.jspecify.annotations.NullMarked;
