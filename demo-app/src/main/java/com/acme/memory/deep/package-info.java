/** Memory over all sessions: records with embeddings, found by meaning and by tags. */
@NullMarked
package com.acme.memory.deep;

import org.jspecify.annotations.NullMarked;
