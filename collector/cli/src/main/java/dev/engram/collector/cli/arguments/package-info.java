/** What several commands take on their command lines. */
@NullMarked
package dev.engram.collector.cli.arguments;

import org.jspecify.annotations.NullMarked;
