/** What a Redis command says: its name, keys, sizes, hit or miss, and its text without values. */
@NullMarked
package dev.engram.agent.client.command;

import org.jspecify.annotations.NullMarked;
