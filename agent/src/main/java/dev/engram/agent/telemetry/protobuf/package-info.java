/** The wire format of protobuf, as far as spans need it. */
@NullMarked
package dev.engram.agent.telemetry.protobuf;

import org.jspecify.annotations.NullMarked;
