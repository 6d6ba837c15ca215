/** The page's files, documents and live tail over HTTP. */
@NullMarked
package dev.engram.collector.server.page;

import org.jspecify.annotations.NullMarked;
