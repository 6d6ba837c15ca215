/** The trace context of W3C between processes: read from requests that come in, and added to those that go out. */
@NullMarked
package dev.engram.agent.propagation;

import org.jspecify.annotations.NullMarked;
