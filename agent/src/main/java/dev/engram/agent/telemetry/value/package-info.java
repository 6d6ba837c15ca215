/** What an application's values are: their size, their text, their numbers. The one place that reads them. */
@NullMarked
package dev.engram.agent.telemetry.value;

import org.jspecify.annotations.NullMarked;
