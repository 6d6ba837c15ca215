@NullMarked
package com.acme.memory.management.heap;

import org.jspecify.annotations.NullMarked;
