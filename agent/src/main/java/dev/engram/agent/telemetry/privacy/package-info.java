/** What may leave the process: keys, redaction, failures without credentials. */
@NullMarked
package dev.engram.agent.telemetry.privacy;

import org.jspecify.annotations.NullMarked;
