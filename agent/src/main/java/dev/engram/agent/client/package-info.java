/** Clients of data stores that are woven: {@link dev.engram.agent.client.RedisClients} lists them. */
@NullMarked
package dev.engram.agent.client;

import org.jspecify.annotations.NullMarked;
