/** What is done at the methods of a client library through which commands and replies go. */
@NullMarked
package dev.engram.agent.client.site;

import org.jspecify.annotations.NullMarked;
