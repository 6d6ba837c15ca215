/**
 * What a developer's assistant remembers, in four layers on Redis: a session's messages, a cache of recent ones, deep
 * memory that is searched by meaning, and architectural facts. {@link com.acme.memory.WorkflowMemory} has all of them for one user.
 */
@NullMarked
package com.acme.memory;

import org.jspecify.annotations.NullMarked;
