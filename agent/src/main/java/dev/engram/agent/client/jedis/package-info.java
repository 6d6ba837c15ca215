/** Jedis and valkey-java. */
@NullMarked
package dev.engram.agent.client.jedis;

import org.jspecify.annotations.NullMarked;
