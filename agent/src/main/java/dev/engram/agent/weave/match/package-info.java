/** Which methods of a class are woven, and by which rule or client library's call: a {@link dev.engram.agent.weave.match.Plan} for each class. */
@NullMarked
package dev.engram.agent.weave.match;

import org.jspecify.annotations.NullMarked;
