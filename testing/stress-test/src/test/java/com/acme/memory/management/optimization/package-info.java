@NullMarked
package com.acme.memory.management.optimization;

import org.jspecify.annotations.NullMarked;
