/** What the user asked for: settings from agent arguments, system properties and environment variables. */
@NullMarked
package dev.engram.agent.config;

import org.jspecify.annotations.NullMarked;
