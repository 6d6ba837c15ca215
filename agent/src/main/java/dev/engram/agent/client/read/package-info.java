/** Reading the objects of a client library: commands, replies, connections. */
@NullMarked
package dev.engram.agent.client.read;

import org.jspecify.annotations.NullMarked;
