/** What is received goes on to another OTLP endpoint: a bounded queue, the requests to the endpoint, and the accounts. */
@NullMarked
package dev.engram.collector.server.forward;

import org.jspecify.annotations.NullMarked;
