@NullMarked
package com.acme.redis;

import org.jspecify.annotations.NullMarked;
