/** What the layers share: a user's part of Redis and of the disk, checks of what is given. */
@NullMarked
package com.acme.memory.support;

import org.jspecify.annotations.NullMarked;
